package main

import (
	"context"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"ohmstead/backend"
	"ohmstead/backend/bus/bustest"
	"ohmstead/backend/postgres/private"
)

// theirDatabase is a PostgreSQL server that somebody else runs, and the file with its URL.
func theirDatabase(t *testing.T) (file string) {
	t.Helper()
	dir := dataDir(t)
	server, err := private.Open(t.Context(), private.Config{Dir: dir, Scratch: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	at := url.URL{Scheme: "postgres", User: url.User(private.RoleOwner), Path: "/" + private.Database}
	at.RawQuery = url.Values{"host": {filepath.Join(dir, "s")}}.Encode()
	file = filepath.Join(t.TempDir(), "database.url")
	write(t, file, []byte(at.String()+"\n"))
	return file
}

func TestEverythingRunsOnADatabaseAndANATSOfSomebodyElse(t *testing.T) {
	theirs := &bustest.Elsewhere{Dir: t.TempDir(), Port: -1, LeafPort: -1}
	if err := theirs.Start(); err != nil {
		t.Fatal(err)
	}
	defer theirs.Stop()
	database := theirDatabase(t)
	dir := dataDir(t)
	ready, done := make(chan parts, 1), make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	o := upOptions{dir: dir, http: "127.0.0.1:0", speed: 1, level: "error", watch: func(p parts) { ready <- p }}
	o.elsewhere.database.URLFile = database
	o.elsewhere.bus = backend.Bus{URL: theirs.URL(), LeafURL: theirs.LeafURL()}
	go func() { done <- up(ctx, o, console{io.Discard, os.Stderr}) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	var s *story
	select {
	case p := <-ready:
		s = &story{T: t, parts: p}
	case err := <-done:
		done <- nil
		t.Fatal(err)
	}
	s.login()
	s.until("what the edge measures is stored in their database", func() bool { return s.sql("SELECT count(*) > 100 FROM samples WHERE source = 1")[0] == "t" })
	for _, ours := range []string{"postgres", "bus"} {
		if _, err := os.Stat(filepath.Join(dir, ours)); !os.IsNotExist(err) {
			t.Errorf("%s of our own was made beside: %v", ours, err)
		}
	}
}
