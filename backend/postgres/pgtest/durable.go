package pgtest

import (
	"context"
	"log/slog"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/private"
	"ohmstead/backend/telemetry"
)

// Durable is how to connect to a migrated database on a server of the test's own with the product's
// settings: unlike the shared one it flushes at every commit. For benchmarks of writing.
func Durable(t testing.TB) postgres.Config {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	dir, err := os.MkdirTemp("/tmp", "ohmstead-durable-") //nolint:usetesting // t.TempDir cannot be reached by the server's account
	if err != nil {
		t.Fatalf("make the folder of a durable server: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // the server's account must get through
		t.Fatalf("open the folder of a durable server: %v", err)
	}
	server, err := private.Open(ctx, private.Config{Dir: dir + "/server"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("start a durable server: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("stop the durable server: %v", err)
		}
	})
	cfg := postgres.Private(server.Cluster, private.Database)
	if err := postgres.Migrate(ctx, cfg); err != nil {
		t.Fatalf("migrate the durable server: %v", err)
	}
	return cfg
}

// Copy is the bare COPY of a batch's rows into the table of samples, without marks, cursor or
// partitions: the reference for what writes samples. The function it returns commits once a call.
func Copy(t testing.TB, cfg postgres.Config) func(telemetry.Batch) error {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), cfg.Ingest)
	if err != nil {
		t.Fatalf("connect for COPY: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return func(b telemetry.Batch) error {
		rows := pgx.CopyFromSlice(len(b.Samples), func(i int) ([]any, error) {
			s := b.Samples[i]
			return []any{s.At, s.Value, b.Tenant, s.Site, s.Channel, int16(s.Quality), int16(s.Source)}, nil
		})
		_, err := conn.CopyFrom(t.Context(), pgx.Identifier{"samples"}, []string{"ts", "value", "tenant_id", "site_id", "channel_id", "quality", "source"}, rows)
		return err
	}
}
