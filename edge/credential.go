package edge

import (
	"bytes"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"ohmstead/wire"
)

// Credential is who an edge is for the backend: what enrolment hands to the site, as a JSON file
// readable by its owner alone.
type Credential struct {
	Tenant string `json:"tenant"`
	Site   string `json:"site"`
	Edge   string `json:"edge"`
	// Hub is where the backend listens for edges: nats-leaf://host:port.
	Hub string `json:"hub"`
	// SeedFile holds the edge's private key; a relative path is beside the credential.
	SeedFile string `json:"seed_file"`
	// OrdersKey is the backend's public key, base64: orders that it has not signed are refused.
	OrdersKey string `json:"orders_key"`
	// CA are the certificates that vouch for the hub, PEM; empty where the system's do.
	CA string `json:"ca,omitempty"`
	// Backend is where the edge was enrolled and changes its key; empty where it got this file otherwise.
	Backend string `json:"backend,omitempty"`
}

// Address is the edge's place on the bus.
func (c Credential) Address() wire.Address {
	return wire.Address{Tenant: c.Tenant, Site: c.Site, Edge: c.Edge}
}

// Key is the backend's public key for orders.
func (c Credential) Key() (ed25519.PublicKey, error) {
	key, err := base64.StdEncoding.DecodeString(c.OrdersKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("read credential: orders_key is %q, want base64 of %d bytes", c.OrdersKey, ed25519.PublicKeySize)
	}
	return key, nil
}

// encryption is TLS to the hub; none to one on this machine.
func (c Credential) encryption() (*tls.Config, error) {
	hub, err := url.Parse(c.Hub)
	if err != nil {
		return nil, fmt.Errorf("read credential: hub is %q: %w", c.Hub, err)
	}
	if ip := net.ParseIP(hub.Hostname()); hub.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		return nil, nil //nolint:nilnil // nobody listens in between
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: hub.Hostname()}
	if c.CA == "" {
		return config, nil
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM([]byte(c.CA)) {
		return nil, errors.New("read credential: ca holds no certificate in PEM")
	}
	return config, nil
}

// LoadCredential reads a credential file strictly.
func LoadCredential(file string) (Credential, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return Credential{}, fmt.Errorf("read credential: %w", err)
	}
	var c Credential
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return Credential{}, fmt.Errorf("read credential %s: %w", file, err)
	}
	if err := c.Address().Check(); err != nil {
		return Credential{}, fmt.Errorf("read credential %s: %w", file, err)
	}
	if c.SeedFile == "" || c.Hub == "" {
		return Credential{}, fmt.Errorf("read credential %s: hub and seed_file must be given", file)
	}
	if _, err := c.Key(); err != nil {
		return Credential{}, fmt.Errorf("%s: %w", file, err)
	}
	if _, err := c.encryption(); err != nil {
		return Credential{}, fmt.Errorf("%s: %w", file, err)
	}
	if !filepath.IsAbs(c.SeedFile) {
		c.SeedFile = filepath.Join(filepath.Dir(file), c.SeedFile)
	}
	return c, nil
}

// Save writes the credential, whole or not at all.
func (c Credential) Save(file string) error {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("save credential: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("save credential: %w", err)
	}
	half := file + ".new"
	if err := writeSynced(half, append(data, '\n')); err != nil {
		return fmt.Errorf("save credential: %w", err)
	}
	if err := os.Rename(half, file); err != nil {
		return fmt.Errorf("save credential: %w", err)
	}
	return nil
}

// writeSynced writes a file for its owner alone and returns when it is on disk.
func writeSynced(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}
