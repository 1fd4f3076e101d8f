package kill_test

import (
	"flag"
	"fmt"
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
	theirs := &bustest.Elsewhere{Dir: *natsDir, Port: *natsPort, LeafPort: *natsLeaf}
	if err := theirs.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	<-stop
	theirs.Stop()
	return 0
}
