package pgtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/postgres/pgtest"
)

func TestDatabasesAreApart(t *testing.T) {
	for range 2 {
		t.Run("a table of one test is not in the next", func(t *testing.T) {
			t.Parallel()
			conn, err := pgx.Connect(t.Context(), pgtest.Config(t).Owner)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(t.Context())
			if _, err := conn.Exec(t.Context(), "CREATE TABLE mine (n int)"); err != nil {
				t.Error(err)
			}
			var tables int
			if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_tables WHERE tablename IN ('mine', 'samples')").Scan(&tables); err != nil || tables != 2 {
				t.Errorf("%d tables, %v; want the schema and the own table", tables, err)
			}
		})
	}
}
