package panel_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"ohmstead/edge/panel"
)

// running is a panel that serves until the test ends.
func running(t *testing.T, dir, listen string) (<-chan panel.Ready, context.CancelFunc) {
	t.Helper()
	ready := make(chan panel.Ready, 4)
	s, err := panel.New(panel.Config{
		Listen: listen, Dir: dir, UI: fstest.MapFS{"panel.html": {Data: []byte("panel")}}, Log: slog.New(slog.DiscardHandler),
		Ready: func(r panel.Ready) { ready <- r },
	}, panel.Services{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return ready, cancel
}

func TestAPanelTellsWhereItIsFoundAndItsPasswordOnce(t *testing.T) {
	dir := t.TempDir()
	ready, stop := running(t, dir, "127.0.0.1:0")
	first := <-ready
	if !strings.HasPrefix(first.URL, "http://127.0.0.1:") || !first.First || first.Password == "" || first.Fingerprint != "" {
		t.Errorf("got %+v", first)
	}
	answer, err := http.Get(first.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	stop()
	ready, _ = running(t, dir, "127.0.0.1:0")
	if again := <-ready; again.First || again.Password != first.Password {
		t.Errorf("the second start tells %+v", again)
	}
	data, err := os.ReadFile(filepath.Join(dir, panel.LoginFile))
	if err != nil || !strings.Contains(string(data), "http://127.0.0.1:") {
		t.Errorf("the login file does not say where: %s, %v", data, err)
	}
}

func TestBeyondThisMachineAPanelSpeaksTLSWithTheCertificateItNamed(t *testing.T) {
	dir := t.TempDir()
	ready, _ := running(t, dir, "0.0.0.0:0")
	r := <-ready
	if !strings.HasPrefix(r.URL, "https://") {
		t.Fatalf("served at %s", r.URL)
	}
	_, port, err := net.SplitHostPort(strings.TrimPrefix(r.URL, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := (&tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}).DialContext(t.Context(), "tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	sum := sha256.Sum256(conn.(*tls.Conn).ConnectionState().PeerCertificates[0].Raw)
	if got := strings.ReplaceAll(r.Fingerprint, ":", ""); got != strings.ToUpper(hex.EncodeToString(sum[:])) {
		t.Errorf("the fingerprint is %s, not that of the certificate", r.Fingerprint)
	}
	info, err := os.Stat(filepath.Join(dir, panel.KeyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key has mode %v, %v", info.Mode(), err)
	}
}

func TestAnAddressThatIsTakenStopsNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	ready, _ := running(t, t.TempDir(), taken.Addr().String())
	select {
	case r := <-ready:
		t.Errorf("served at %s, which is taken", r.URL)
	case <-time.After(50 * time.Millisecond):
	}
}

func TestAnAddressThatIsNoneIsSaid(t *testing.T) {
	for _, listen := range []string{"", "8090", "localhost", "localhost:http!", "localhost:70000"} {
		if err := panel.Check(listen); err == nil || !strings.Contains(err.Error(), "host:port") {
			t.Errorf("%q: %v", listen, err)
		}
	}
	if err := panel.Check(":8090"); err != nil {
		t.Errorf("every address of this machine: %v", err)
	}
}
