package kill_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"ohmstead/backend/bus/bustest"
)

var (
	natsDir  = flag.String("nats", "", "be a NATS server with JetStream in this directory, until killed")
	natsPort = flag.Int("nats-port", 0, "where it accepts clients")
	natsLeaf = flag.Int("nats-leaf", 0, "where it accepts leaf nodes")
	// Their operator lets these in too.
	natsGuests = flag.String("nats-guests", "", "file with users of leaf nodes, none without it or while it is not there")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *natsDir != "" {
		os.Exit(beNATS())
	}
	os.Exit(tests(m))
}

func tests(m *testing.M) int {
	var err error
	if work, err = os.MkdirTemp("", "ohmstead-kill-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(work)
	return m.Run()
}

// beNATS is somebody else's NATS server.
func beNATS() int {
	guests, err := guests(*natsGuests)
	theirs := &bustest.Elsewhere{Dir: *natsDir, Port: *natsPort, LeafPort: *natsLeaf, Guests: guests}
	if err == nil {
		err = theirs.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	<-stop
	theirs.Stop()
	return 0
}

func guests(file string) ([]bustest.Guest, error) {
	data, err := os.ReadFile(file)
	if file == "" || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the users of leaf nodes: %w", err)
	}
	var all []bustest.Guest
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("read the users of leaf nodes in %s: %w", file, err)
	}
	return all, nil
}
