package driver

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"ohmstead/edge/site"
)

// Login is a name with its password.
type Login struct{ User, Password string }

// Secrets is what convinces a device, and whom it has to convince.
type Secrets struct {
	Login Login
	Token string
	TLS   *tls.Config
}

// secretMax bounds the file of a password or token.
const secretMax = 16 << 10

// ReadSecrets reads the files that a device's entry names. A file that cannot be read, is empty or
// holds no certificate is a fault that names the field.
func ReadSecrets(dev site.Device) (Secrets, error) {
	a := dev.Access
	s := Secrets{
		Login: Login{User: a.User},
		TLS:   &tls.Config{MinVersion: tls.VersionTLS12, ServerName: a.ServerName},
	}
	var err error
	if s.Login.Password, err = secret(dev, "password_file", a.PasswordFile); err != nil {
		return s, err
	}
	if s.Token, err = secret(dev, "token_file", a.TokenFile); err != nil {
		return s, err
	}
	if a.CAFile == "" {
		return s, nil
	}
	pem, err := os.ReadFile(a.CAFile)
	if err != nil {
		return s, fmt.Errorf("device %s: ca_file: %w", dev.Key, err)
	}
	s.TLS.RootCAs = x509.NewCertPool()
	if !s.TLS.RootCAs.AppendCertsFromPEM(pem) {
		return s, fmt.Errorf("device %s: ca_file %s holds no certificate in PEM", dev.Key, a.CAFile)
	}
	return s, nil
}

// secret is the first line of a file; "" where none is named.
func secret(dev site.Device, field, file string) (string, error) {
	if file == "" {
		return "", nil
	}
	data, err := os.ReadFile(file)
	if err == nil {
		line, _, _ := bytes.Cut(data, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		switch {
		case len(line) == 0:
			err = errors.New(file + " begins with an empty line")
		case len(line) > secretMax:
			err = fmt.Errorf("the first line of %s is longer than %d bytes", file, secretMax)
		default:
			return string(line), nil
		}
	}
	return "", fmt.Errorf("device %s: %s: %w", dev.Key, field, err)
}
