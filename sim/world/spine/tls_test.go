package spine_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"path/filepath"
	"testing"
	"time"

	"ohmstead/backend/bus"
	"ohmstead/edge/outbox"
)

// newCertificate is a certificate for loopback that vouches for itself.
func newCertificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "hub"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestTheLinkIsTLSAndTheHubMustProveItself(t *testing.T) {
	w := newWorld(t)
	certificate, trusted := newCertificate(t)
	_, strangers := newCertificate(t)
	hub, err := bus.Open(t.Context(), bus.Config{
		Dir: filepath.Join(w.dir, "hub"), LeafHost: "0.0.0.0", LeafPort: -1, Edges: w.store, Log: testLog(t),
		TLS: &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{certificate}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer hub.Close()
	_, port, err := net.SplitHostPort(hub.LeafURL()[len("nats-leaf://"):])
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		pool *x509.CertPool
		in   bool
	}{"a hub it trusts": {trusted, true}, "a hub of somebody else": {strangers, false}} {
		t.Run(name, func(t *testing.T) {
			config := siteConfig(addressOf(w.record), "nats-leaf://127.0.0.1:"+port, w.seed, testLog(t))
			config.TLS = &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: tt.pool}
			s, err := startSite(t.Context(), outbox.Config{Dir: t.TempDir()}, config)
			if err != nil {
				t.Fatal(err)
			}
			defer s.stop()
			if tt.in {
				eventually(t, "the edge is connected", s.box.Connected)
				return
			}
			for range 30 {
				time.Sleep(20 * time.Millisecond)
				if s.box.Connected() {
					t.Fatal("the edge trusts it")
				}
			}
		})
	}
}
