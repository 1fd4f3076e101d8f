package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// Hooks calls webhooks.
type Hooks struct{ client *http.Client }

const hookTimeout = 10 * time.Second

// errPrivate is what a webhook is refused with that leads into a private network.
var errPrivate = errors.New("the address is not a public one")

// NewHooks is a caller of webhooks. It follows no redirect and uses no proxy; addresses that are not
// public are refused when the connection is made, whatever the name said before, unless private is set.
func NewHooks(private bool) *Hooks {
	dialer := &net.Dialer{Timeout: hookTimeout}
	if !private {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !public(at.Addr()) {
				return errPrivate
			}
			return nil
		}
	}
	return &Hooks{client: &http.Client{
		Timeout:       hookTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: hookTimeout, DisableKeepAlives: true, MaxResponseHeaderBytes: 16 << 10},
	}}
}

// public reports whether an address is one of the internet at large. Source: IANA IPv4 and IPv6
// Special-Purpose Address Registries (RFC 6890).
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, special := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10",
	} {
		if netip.MustParsePrefix(special).Contains(a) {
			return false
		}
	}
	return true
}

// HookItem is an item as a webhook gets it.
type HookItem struct {
	Item
	TextEN string `json:"text_en"`
	TextDE string `json:"text_de"`
}

// HookBody is what a webhook gets.
type HookBody struct {
	Schema   int        `json:"schema"` // 1
	Delivery uuid.UUID  `json:"delivery"`
	Channel  string     `json:"channel"`
	Count    int        `json:"count"` // changes it is about, of which items are the first
	Items    []HookItem `json:"items"`
}

// Sign is the signature over a body at an instant in Unix seconds: HMAC-SHA256 of "seconds.body" under
// the channel's secret, in hexadecimal.
func Sign(secret string, seconds int64, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.", seconds)
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// send calls the webhook of a channel.
func (h *Hooks) send(ctx context.Context, c Channel, d Delivery, now time.Time) error {
	content := HookBody{Schema: 1, Delivery: d.ID, Channel: d.ChannelName, Count: d.Count, Items: []HookItem{}}
	for _, i := range d.Items {
		one := HookItem{Item: i, TextEN: line(i, "en"), TextDE: line(i, "de")}
		content.Items = append(content.Items, one)
	}
	data, err := json.Marshal(content)
	if err != nil {
		return permanent{fmt.Errorf("encode a delivery: %w", err)}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL, bytes.NewReader(data))
	if err != nil {
		return permanent{fmt.Errorf("make the request: %w", err)}
	}
	seconds := now.Unix()
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Ohmstead")
	request.Header.Set("Ohmstead-Delivery", d.ID.String())
	request.Header.Set("Ohmstead-Timestamp", strconv.FormatInt(seconds, 10))
	request.Header.Set("Ohmstead-Signature", "v1="+Sign(c.Secret, seconds, data))
	response, err := h.client.Do(request)
	if errors.Is(err, errPrivate) {
		return permanent{reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "url", "value": c.URL, "want": "a public address"})}
	}
	if err != nil {
		return troubled(reason.WebhookUnreachable, err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 4<<10)) // what it says does not matter
	return answered(response.StatusCode)
}

// answered is what the status of a webhook's answer means: with most of the 400s another attempt would
// be answered the same.
func answered(status int) error {
	err := reason.New(reason.WebhookRefused, reason.Params{"status": status})
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status == http.StatusTooEarly, status >= 500:
		return err
	default:
		return permanent{err}
	}
}
