package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/postgres"
)

// patience bounds every step; a loaded machine may need a while to make a cluster.
const patience = 3 * time.Minute

// Open is a connection to a fresh database of the current schema, dropped when the test ends.
func Open(t testing.TB) *postgres.DB {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db, err := postgres.Open(ctx, Config(t))
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(db.Close)
	return db
}

// Config is how to connect to such a database, for tests that open it themselves or need its owner.
func Config(t testing.TB) postgres.Config {
	t.Helper()
	return database(t, func(s *server) string { return " TEMPLATE " + s.template })
}

// Empty is how to connect to a fresh database without any schema.
func Empty(t testing.TB) postgres.Config {
	t.Helper()
	return database(t, func(*server) string { return "" })
}

func database(t testing.TB, options func(*server) string) postgres.Config {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := acquire(ctx, mediumOf(t))
	if err != nil {
		t.Fatalf("start the test server: %v", err)
	}
	t.Cleanup(s.release)
	name := fmt.Sprintf("test_%d_%s", os.Getpid(), strings.ToLower(rand.Text()))
	if err := s.execUnused(ctx, "CREATE DATABASE "+name+options(s)); err != nil {
		t.Fatalf("make the test database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.execUnused(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return postgres.Private(s.cluster, name)
}
