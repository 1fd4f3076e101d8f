package backend

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"ohmstead/backend/bus"
	"ohmstead/backend/postgres"
	"ohmstead/backend/provision"
)

// ordersKeyFile is where the key lies.
func (c Config) ordersKeyFile() string {
	if c.OrdersKeyFile != "" {
		return c.OrdersKeyFile
	}
	return filepath.Join(c.DataDir, "orders.key")
}

// OrdersKey is the key that a backend signs its orders to edges with: from the file at path, made
// there with a new key where there is none. Processes of one backend share the file.
func OrdersKey(path string) (ed25519.PrivateKey, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return newOrdersKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key for orders: %w", err)
	}
	seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(data)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("read the key for orders: %s holds no base64 of %d bytes", path, ed25519.SeedSize)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// newOrdersKey makes the file whole or not at all; where another process was quicker its key holds.
func newOrdersKey(path string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, fmt.Errorf("make the key for orders: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the key for orders: %w", err)
	}
	half, err := os.CreateTemp(filepath.Dir(path), ".orders-*")
	if err != nil {
		return nil, fmt.Errorf("make the key for orders: %w", err)
	}
	defer os.Remove(half.Name()) //nolint:errcheck // after the link it is only a second name
	_, err = half.WriteString(base64.StdEncoding.EncodeToString(key.Seed()) + "\n")
	if err := errors.Join(err, half.Sync(), half.Close()); err != nil {
		return nil, fmt.Errorf("make the key for orders: %w", err)
	}
	err = os.Link(half.Name(), path)
	if errors.Is(err, os.ErrExist) {
		return OrdersKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("make the key for orders: %w", err)
	}
	return key, nil
}

// PublicOrdersKey is what an edge pins when it is enrolled.
func PublicOrdersKey(key ed25519.PrivateKey) string {
	public, _ := key.Public().(ed25519.PublicKey)
	return base64.StdEncoding.EncodeToString(public)
}

// provisioning brings edges into service over this process's hub.
func (c Config) provisioning(s services) (*provision.Service, error) {
	key, err := OrdersKey(c.ordersKeyFile())
	if err != nil {
		return nil, err
	}
	meeting, err := c.meeting(key, s.hub.LeafURL())
	if err != nil {
		return nil, err
	}
	return provision.NewService(provision.Config{Store: s.db, Orders: s.orders, Disconnect: s.hub.Cut, Verify: bus.Verify, Meeting: meeting}), nil
}

// keyring changes the keys of edges that ask for it on the bus.
func keyring(db *postgres.DB, hub *bus.Hub) *provision.Service {
	return provision.NewService(provision.Config{Store: db, Disconnect: hub.Cut, Verify: bus.Verify})
}

// meeting is what edges are told of this backend at their enrolment; without a Hub where nobody knows
// under which address they reach it.
func (c Config) meeting(key ed25519.PrivateKey, leaf string) (provision.Meeting, error) {
	m := provision.Meeting{Hub: c.Bus.EdgesURL, OrdersKey: PublicOrdersKey(key)}
	if m.Hub == "" {
		if u, err := url.Parse(leaf); err == nil && !unspecified(u.Hostname()) {
			m.Hub = leaf
		}
	}
	if c.TLS.CAFile == "" {
		return m, nil
	}
	pem, err := os.ReadFile(c.TLS.CAFile)
	if err != nil {
		return m, fmt.Errorf("read tls.ca_file: %w", err)
	}
	if !x509.NewCertPool().AppendCertsFromPEM(pem) {
		return m, fmt.Errorf("read tls.ca_file: %s holds no certificate", c.TLS.CAFile)
	}
	m.CA = string(pem)
	return m, nil
}

// unspecified reports whether a host means every address of a machine.
func unspecified(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsUnspecified()
}
