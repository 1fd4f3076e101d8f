package enrol

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Bounds of one question.
const (
	patience  = 30 * time.Second
	maxAnswer = 1 << 20
)

// Config of a client.
type Config struct {
	// Backend is where the backend's pages are: https://host, or http://… on this machine.
	Backend string
	// CAFile holds certificates that vouch for the backend beside the system's; "" for none.
	CAFile string
}

// Client asks one backend.
type Client struct {
	base string
	http *http.Client
}

// New is a client. It refuses INVALID_VALUE for a backend that could be read on its way.
func New(c Config) (*Client, error) {
	u, err := url.Parse(c.Backend)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, reason.New(reason.InvalidValue, reason.Params{"field": "backend", "value": c.Backend, "want": "https://host, or http:// on this machine alone"})
	}
	roots, err := rootsWith(c.CAFile)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true,
	}
	return &Client{
		base: strings.TrimRight(c.Backend, "/"),
		// A redirect would carry the code elsewhere.
		http: &http.Client{Transport: transport, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func rootsWith(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // the system's
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the certificates: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read the certificates: %s holds none in PEM", file)
	}
	return roots, nil
}

// Exchange exchanges a code. What the backend refuses is a *reason.Error with its code.
func (c *Client) Exchange(ctx context.Context, r wire.EnrolRequest) (wire.Enrolled, error) {
	var answer wire.Enrolled
	if err := c.post(ctx, "/api/enrol", r, &answer); err != nil {
		return wire.Enrolled{}, err
	}
	return answer, nil
}

// ChangeKey has a new key take the place of the old one.
func (c *Client) ChangeKey(ctx context.Context, k wire.KeyChange) error {
	return c.post(ctx, "/api/enrol/key", k, nil)
}

// problem is what a refusal of the backend says.
type problem struct {
	Code   reason.Code    `json:"reason_code"`
	Params map[string]any `json:"params"`
	Detail string         `json:"detail"`
}

func (c *Client) post(ctx context.Context, path string, question, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return fmt.Errorf("encode the question: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("ask %s: %w", c.base, err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(r)
	if err != nil {
		return fmt.Errorf("ask %s: %w", c.base, err)
	}
	defer response.Body.Close() //nolint:errcheck // it is read to its end
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("read the answer of %s: %w", c.base, err)
	}
	if response.StatusCode/100 != 2 {
		return c.refusal(response.StatusCode, text)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("read the answer of %s: %w", c.base, err)
	}
	return nil
}

// refusal is why the backend says no, by its code where it is one of the catalogue's.
func (c *Client) refusal(status int, text []byte) error {
	var p problem
	if err := json.Unmarshal(text, &p); err != nil || p.Code == "" {
		return fmt.Errorf("ask %s: it answers %d, and not as an Ohmstead backend does", c.base, status)
	}
	if _, known := reason.Lookup(p.Code); known {
		return reason.New(p.Code, p.Params)
	}
	return errors.New(p.Detail)
}
