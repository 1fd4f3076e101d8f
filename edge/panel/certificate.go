package panel

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Files of the panel's certificate below the edge's data directory. Who has a certificate of their own
// puts it there.
const (
	CertificateFile = "panel.crt"
	KeyFile         = "panel.key"
)

// certificateLasts is how long a certificate of our own holds: a panel is opened by address and its
// certificate is compared by fingerprint, so what ends it is a new one.
const certificateLasts = 10 * 365 * 24 * time.Hour

// loopback reports whether only this machine reaches a host.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// certificate reads the panel's certificate, or makes one at the first start.
func certificate(dir, host string, now time.Time) (tls.Certificate, error) {
	crt, key := filepath.Join(dir, CertificateFile), filepath.Join(dir, KeyFile)
	found, err := tls.LoadX509KeyPair(crt, key)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return found, wrap("read the panel's certificate", err)
	}
	if err := makeCertificate(crt, key, host, now); err != nil {
		return tls.Certificate{}, err
	}
	found, err = tls.LoadX509KeyPair(crt, key)
	return found, wrap("read the panel's certificate", err)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// makeCertificate writes a self-signed certificate for a host and this machine's addresses.
func makeCertificate(crt, key, host string, now time.Time) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make the panel's key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return fmt.Errorf("make the panel's certificate: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Ohmstead edge panel"},
		NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(certificateLasts),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, DNSNames: []string{"localhost"}, IPAddresses: addresses(host),
	}
	if name, err := os.Hostname(); err == nil {
		template.DNSNames = append(template.DNSNames, name)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return fmt.Errorf("make the panel's certificate: %w", err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return fmt.Errorf("encode the panel's key: %w", err)
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600); err != nil {
		return fmt.Errorf("write the panel's key: %w", err)
	}
	return wrap("write the panel's certificate", os.WriteFile(crt, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
}

// addresses are those a browser may reach the panel at.
func addresses(host string) []net.IP {
	all := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	if ip := net.ParseIP(host); ip != nil && !ip.IsUnspecified() {
		return append(all, ip)
	}
	of, err := net.InterfaceAddrs()
	if err != nil {
		return all // the certificate is compared by its fingerprint anyway
	}
	for _, a := range of {
		if network, ok := a.(*net.IPNet); ok && !network.IP.IsLoopback() {
			all = append(all, network.IP)
		}
	}
	return all
}

// fingerprint is the SHA-256 of a certificate as browsers show it.
func fingerprint(c tls.Certificate) string {
	sum := sha256.Sum256(c.Certificate[0])
	text := strings.ToUpper(hex.EncodeToString(sum[:]))
	pairs := make([]string, 0, len(sum))
	for i := 0; i < len(text); i += 2 {
		pairs = append(pairs, text[i:i+2])
	}
	return strings.Join(pairs, ":")
}
