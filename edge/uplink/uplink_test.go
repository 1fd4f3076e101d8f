package uplink_test

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"ohmstead/edge/uplink"
	"ohmstead/internal/leaktest"
	"ohmstead/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

func valid(t *testing.T) uplink.Config {
	t.Helper()
	seed := filepath.Join(t.TempDir(), "keys", "seed")
	if _, err := uplink.EnsureSeed(seed); err != nil {
		t.Fatal(err)
	}
	return uplink.Config{
		Address:  wire.Address{Tenant: uuid.NewString(), Site: uuid.NewString(), Edge: uuid.NewString()},
		URL:      "nats-leaf://127.0.0.1:7422",
		SeedFile: seed,
	}
}

func TestTheSeedIsMadeOnceAndKeptPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "seed")
	first, err := uplink.EnsureSeed(path)
	if err != nil || !strings.HasPrefix(first, "U") {
		t.Fatalf("public key is %q, %v", first, err)
	}
	if again, err := uplink.EnsureSeed(path); err != nil || again != first {
		t.Errorf("public key became %q, %v", again, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("seed file has mode %v, %v", info.Mode(), err)
	}
}

func TestRemoteRefusals(t *testing.T) {
	garbage := filepath.Join(t.TempDir(), "seed")
	if err := os.WriteFile(garbage, []byte("SUGARBAGE"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		edit func(*uplink.Config)
		want string
	}{
		"beyond this machine without TLS": {func(c *uplink.Config) { c.URL = "nats-leaf://hub.example.org:7422" }, "TLS is required"},
		"another protocol":                {func(c *uplink.Config) { c.URL = "https://127.0.0.1:7422" }, "want nats-leaf://host:port"},
		"no port":                         {func(c *uplink.Config) { c.URL = "nats-leaf://127.0.0.1" }, "want nats-leaf://host:port"},
		"an address with a wildcard":      {func(c *uplink.Config) { c.Address.Site = "*" }, "site is *"},
		"no seed":                         {func(c *uplink.Config) { c.SeedFile = "" }, "seed file is missing"},
		"a seed file that is not there":   {func(c *uplink.Config) { c.SeedFile = "/nowhere/seed" }, "/nowhere/seed"},
		"a seed that is none":             {func(c *uplink.Config) { c.SeedFile = garbage }, "holds no nkey user seed"},
		"a negative window":               {func(c *uplink.Config) { c.Window = -1 }, "is negative"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			config := valid(t)
			tt.edit(&config)
			if _, err := uplink.Remote(config); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestBeyondThisMachineTheLinkIsTLS(t *testing.T) {
	config := valid(t)
	config.URL, config.TLS = "nats-leaf://hub.example.org:7422", &tls.Config{MinVersion: tls.VersionTLS13}
	remote, err := uplink.Remote(config)
	if err != nil || !remote.TLS || remote.TLSConfig != config.TLS {
		t.Errorf("remote is %+v, %v", remote, err)
	}
}
