package http

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	nethttp "net/http"
	"net/url"
	"strings"
	"time"

	"github.com/icholy/digest"

	"ohmstead/edge/driver"
	"ohmstead/edge/site"
	"ohmstead/field/document"
)

// BodyMax is the most bytes of an answer that are read. The largest of the devices known, a gateway
// with a hundred inverters, stay below a tenth of it.
const BodyMax = 1 << 20

// connectionsMax is how many connections a device is given: small ones take no more.
const connectionsMax = 2

// client asks one device.
type client struct {
	base      string
	http      *nethttp.Client
	transport *nethttp.Transport
	basic     *driver.Login
	token     string
}

func newClient(dev site.Device, p *document.Profile) (*client, error) {
	secrets, err := driver.ReadSecrets(dev)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	transport := &nethttp.Transport{
		DialContext: dialer.DialContext, MaxConnsPerHost: connectionsMax, MaxIdleConnsPerHost: connectionsMax,
		IdleConnTimeout: 30 * time.Second, TLSClientConfig: secrets.TLS, MaxResponseHeaderBytes: 64 << 10,
	}
	c := &client{base: dev.Address, transport: transport, token: secrets.Token}
	c.http = &nethttp.Client{Transport: transport, CheckRedirect: func(*nethttp.Request, []*nethttp.Request) error { return nethttp.ErrUseLastResponse }}
	login := secrets.Login
	if login.Password == "" {
		return c, nil
	}
	if login.User == "" {
		login.User = p.Transport.User
	}
	switch p.Transport.Auth {
	case document.Digest:
		c.http.Transport = &digest.Transport{Username: login.User, Password: login.Password, Transport: transport}
	case document.Basic:
		c.basic = &login
	case document.Bearer:
		return nil, fmt.Errorf("device %s: profile %s takes a token, not a password: give token_file", dev.Key, p.ID)
	default:
		return nil, fmt.Errorf("device %s: profile %s takes no password", dev.Key, p.ID)
	}
	return c, nil
}

func (c *client) close() { c.transport.CloseIdleConnections() }

// ask sends one request and reads the answer's body. What the device answered, but not as it should,
// is a *driver.Refusal.
func (c *client) ask(ctx context.Context, m document.Message) ([]byte, error) {
	req, err := nethttp.NewRequestWithContext(ctx, m.Method, c.base+m.Path, bytes.NewReader([]byte(m.Body)))
	if err != nil {
		return nil, &driver.Refusal{Err: fmt.Errorf("make request: %w", err)}
	}
	if m.Body == "" {
		req.Body, req.ContentLength = nethttp.NoBody, 0
	}
	if m.ContentType != "" {
		req.Header.Set("Content-Type", m.ContentType)
	}
	req.Header.Set("Accept", "application/json")
	if c.basic != nil {
		req.SetBasicAuth(c.basic.User, c.basic.Password)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, plainly(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, BodyMax+1))
	switch {
	case err != nil:
		return nil, plainly(err)
	case len(body) > BodyMax:
		return nil, &driver.Refusal{Err: fmt.Errorf("%s %s: the answer is longer than %d bytes", m.Method, m.Path, BodyMax)}
	case res.StatusCode/100 != 2:
		return nil, &driver.Refusal{Err: fmt.Errorf("%s %s: %s%s", m.Method, m.Path, res.Status, advice(res.StatusCode))}
	}
	return body, nil
}

// plainly is a transport's error without the method and address that it repeats, and with a plain
// word for a time-out.
func plainly(err error) error {
	if address, ok := errors.AsType[*url.Error](err); ok {
		err = address.Err
	}
	var tooLate net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &tooLate) && tooLate.Timeout():
		return fmt.Errorf("no answer in time: %w", err)
	case strings.Contains(err.Error(), "tls:") || isCertificate(err):
		return fmt.Errorf("the device's certificate is not trusted; its own or its signer's can be given as ca_file, its name as server_name: %w", err)
	}
	return err
}

func isCertificate(err error) bool {
	var e *tls.CertificateVerificationError
	return errors.As(err, &e)
}

func advice(status int) string {
	switch {
	case status == nethttp.StatusUnauthorized:
		return ": the device wants a user and password_file, or a token_file, that are right"
	case status/100 == 3:
		return ": it points elsewhere, which is not followed; give the address it points to"
	}
	return ""
}
