package mqtt_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/packets"
	"github.com/eclipse/paho.golang/paho"
	"github.com/google/uuid"
	"go.uber.org/goleak"

	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	"ohmstead/backend/mqtt"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/internal/leaktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

var (
	north = registry.Site{ID: uuid.MustParse("6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"), Key: 1}
	south = registry.Site{ID: uuid.MustParse("6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a11"), Key: 2}
)

// yard is two tenants with a site each, and keys that may or may not deliver.
type yard struct {
	mu      sync.Mutex
	keys    map[string]identity.Principal
	written []telemetry.Batch
	fault   error
}

const (
	northKey  = identity.KeyPrefix + "north"
	southKey  = identity.KeyPrefix + "south"
	readerKey = identity.KeyPrefix + "reader"
	guessed   = identity.KeyPrefix + "guessed"
)

func newYard() *yard {
	key := func(site registry.Site, permission identity.Permission) identity.Principal {
		return identity.Principal{
			Tenant: identity.Tenant{Key: site.Key}, Key: &identity.Key{ID: uuid.New(), Permissions: []identity.Permission{permission}},
			Scope: identity.Scope{Tenant: site.Key, Sites: []int32{site.Key}},
		}
	}
	return &yard{keys: map[string]identity.Principal{
		northKey: key(north, identity.Ingest), southKey: key(south, identity.Ingest), readerKey: key(north, identity.Read),
		"a session": {Tenant: identity.Tenant{Key: 1}},
	}}
}

func (y *yard) Authenticate(_ context.Context, c identity.Credential, _ time.Time) (identity.Principal, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if p, ok := y.keys[c.Token]; ok {
		return p, nil
	}
	if c.Token == guessed {
		return identity.Principal{}, reason.New(reason.TooManyAttempts, reason.Params{"retry_seconds": 60})
	}
	return identity.Principal{}, reason.New(reason.Unauthenticated, nil)
}

func (y *yard) SiteByID(_ context.Context, scope identity.Scope, id uuid.UUID) (registry.Site, error) {
	for _, s := range []registry.Site{north, south} {
		if s.ID == id && s.Key == scope.Tenant {
			return s, nil
		}
	}
	return registry.Site{}, reason.New(reason.NotFound, reason.Params{"what": "site"})
}

func (y *yard) Sites(_ context.Context, scope identity.Scope) ([]registry.Site, error) {
	return []registry.Site{[]registry.Site{north, south}[scope.Tenant-1]}, nil
}

func (y *yard) Assets(context.Context, identity.Scope, registry.Site) ([]registry.Asset, error) {
	return []registry.Asset{{Key: "meter0", Nature: "GRID_METER"}}, nil
}

func (y *yard) ComputedChannels(context.Context, identity.Scope, registry.Site) ([]int32, error) {
	return nil, nil
}

func (y *yard) Channels(context.Context, identity.Scope, registry.Site) ([]registry.Channel, error) {
	return []registry.Channel{{Key: 1, Asset: "meter0", Name: "ActivePower", Unit: "W"}}, nil
}

func (y *yard) Write(_ context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.fault != nil {
		return telemetry.Outcome{}, y.fault
	}
	y.written = append(y.written, b)
	return telemetry.Outcome{}, nil
}

func (y *yard) Publish(uuid.UUID, uuid.UUID, any) error { return nil }

func (y *yard) fail(with error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.fault = with
}

func (y *yard) revoke(key string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	delete(y.keys, key)
}

func (y *yard) tenants() (of []int32) {
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, b := range y.written {
		of = append(of, b.Tenant)
	}
	return of
}

// clock is a clock that is set by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

func open(t *testing.T, y *yard) (string, *clock) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := &clock{now: time.Date(2026, 6, 1, 12, 0, 1, 0, time.UTC)}
	desk := intake.NewDesk(intake.Services{Sites: y, Samples: y, Followers: y, Now: at.read})
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	door, err := mqtt.New(mqtt.Config{Listener: listener, Desk: desk, Identity: y, Now: at.read, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- door.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return door.Address(), at
}

// client is a client of MQTT 5 and what it has heard.
type client struct {
	t     *testing.T
	paho  *paho.Client
	heard chan string
	gone  chan string
}

func dial(t *testing.T, address string) *client {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, heard: make(chan string, 10), gone: make(chan string, 10)}
	c.paho = paho.NewClient(paho.ClientConfig{
		Conn: conn, PacketTimeout: time.Minute,
		OnPublishReceived: []func(paho.PublishReceived) (bool, error){func(p paho.PublishReceived) (bool, error) {
			c.heard <- p.Packet.Topic + " " + string(p.Packet.Payload)
			return true, nil
		}},
		OnClientError:      func(err error) { c.gone <- err.Error() },
		OnServerDisconnect: func(d *paho.Disconnect) { c.gone <- fmt.Sprint(d.ReasonCode) },
	})
	return c
}

func hello(id, key string) *paho.Connect {
	return &paho.Connect{ClientID: id, CleanStart: true, KeepAlive: 30, Username: "any", UsernameFlag: true, Password: []byte(key), PasswordFlag: true}
}

func login(t *testing.T, address, id, key string) *client {
	t.Helper()
	c := dial(t, address)
	if _, err := c.paho.Connect(t.Context(), hello(id, key)); err != nil {
		t.Fatalf("log in as %s: %v", id, err)
	}
	t.Cleanup(func() { _ = c.paho.Disconnect(&paho.Disconnect{}) })
	return c
}

func (c *client) subscribe(topic string) error {
	_, err := c.paho.Subscribe(c.t.Context(), &paho.Subscribe{Subscriptions: []paho.SubscribeOptions{{Topic: topic}}})
	return err
}

// publish sends a message with QoS 1 and gives the code of its acknowledgement.
func (c *client) publish(topic, body string) byte {
	c.t.Helper()
	ack, err := c.paho.Publish(c.t.Context(), &paho.Publish{QoS: 1, Topic: topic, Payload: []byte(body)})
	if ack == nil {
		c.t.Fatalf("publish to %s: %v", topic, err)
	}
	return ack.ReasonCode
}

func (c *client) hears(want string) {
	c.t.Helper()
	select {
	case got := <-c.heard:
		if got != want {
			c.t.Errorf("heard %s\n want %s", got, want)
		}
	case <-time.After(time.Minute):
		c.t.Errorf("heard nothing, want %s", want)
	}
}

const body = `{"deviceId":"meter0","channel":"ActivePower","value":1,"unit":"W","timestamp":"2026-06-01T12:00:00Z"}`

func TestWhoHasNoKeyForReadingsIsNotLetIn(t *testing.T) {
	address, _ := open(t, newYard())
	for name, key := range map[string]string{"a wrong key": identity.KeyPrefix + "wrong", "a key that may read": readerKey, "the session of a person": "a session", "a key that is guessed": guessed} {
		c := dial(t, address)
		ack, err := c.paho.Connect(t.Context(), hello("x", key))
		if err == nil || ack == nil || ack.ReasonCode != packets.ConnackBadUsernameOrPassword {
			t.Errorf("%s: %+v %v, want bad user name or password", name, ack, err)
		}
	}
}

func TestAReadingGoesToItsOwnSiteAndNoOther(t *testing.T) {
	y := newYard()
	address, _ := open(t, y)
	c := login(t, address, "gateway", northKey)
	tests := []struct {
		name, topic string
		want        byte
	}{
		{"the only site", "ohmstead/ingest", 0},
		{"its own site", "ohmstead/ingest/" + north.ID.String(), 0},
		{"another tenant's site", "ohmstead/ingest/" + south.ID.String(), packets.PubackTopicNameInvalid},
		{"a topic of nobody", "ohmstead/other", packets.PubackNotAuthorized},
		{"a topic that only begins like it", "ohmstead/ingestion", packets.PubackNotAuthorized},
		{"no id", "ohmstead/ingest/north", packets.PubackNotAuthorized},
	}
	for _, tt := range tests {
		if got := c.publish(tt.topic, body); got != tt.want {
			t.Errorf("%s: acknowledged with %#x, want %#x", tt.name, got, tt.want)
		}
	}
	if got := y.tenants(); fmt.Sprint(got) != "[1 1]" {
		t.Errorf("stored for the tenants %v", got)
	}
}

func TestAClientHearsItsOwnAnswersAndNothingElse(t *testing.T) {
	address, _ := open(t, newYard())
	other := login(t, address, "gateway", southKey) // the same id of a client, another key
	answers := "ohmstead/ingest/" + north.ID.String() + "/answers"
	if err := other.subscribe(answers); err != nil {
		t.Fatal(err)
	}
	for _, topic := range []string{"#", "ohmstead/#", "+/ingest", "$SYS/broker/uptime", "$share/x/ohmstead/ingest/answers"} {
		if err := other.subscribe(topic); err == nil {
			t.Errorf("a subscription to %s is granted", topic)
		}
	}
	c := dial(t, address)
	connect := hello("gateway", northKey)
	connect.WillMessage = &paho.WillMessage{Topic: answers, Payload: []byte("a will"), Retain: true}
	if _, err := c.paho.Connect(t.Context(), connect); err != nil {
		t.Fatal(err)
	}
	if err := c.subscribe(answers); err != nil {
		t.Fatal(err)
	}
	if code := c.publish("ohmstead/ingest/"+north.ID.String(), body); code != 0 {
		t.Errorf("acknowledged with %#x", code)
	}
	c.hears(answers + ` {"accepted":1,"rejected":[]}`)
	if code := c.publish("ohmstead/ingest/"+north.ID.String(), "{"); code != packets.PubackPayloadFormatInvalid {
		t.Errorf("acknowledged with %#x", code)
	}
	c.hears(answers + ` {"accepted":0,"rejected":[],"reason_code":"SYNTAX_ERROR","detail":"cannot be read: line 1, byte 2: the text ends where a name in quotes should follow"}`)
	if err := c.paho.Disconnect(&paho.Disconnect{ReasonCode: 4}); err != nil { // with its will
		t.Fatal(err)
	}
	// Its own message after all that: whatever it could have heard before would come first.
	if err := other.subscribe("ohmstead/ingest/answers"); err != nil {
		t.Fatal(err)
	}
	other.publish("ohmstead/ingest", body)
	other.hears(`ohmstead/ingest/answers {"accepted":1,"rejected":[]}`)
}

func TestWhatIsNotStoredIsNotAcknowledged(t *testing.T) {
	y := newYard()
	address, _ := open(t, y)
	y.fail(errors.New("the disk is full"))
	c := login(t, address, "newest", northKey)
	if got := c.publish("ohmstead/ingest", body); got != packets.PubackUnspecifiedError {
		t.Errorf("acknowledged with %#x, want an error", got)
	}
	old := older(t, address, northKey)
	old.send(publishPacket("ohmstead/ingest", body))
	if got := old.read(); got != "end" {
		t.Errorf("an older client got %s, want to be cut off", got)
	}
	y.fail(nil)
	if got := c.publish("ohmstead/ingest", body); got != 0 {
		t.Errorf("after the fault: %#x", got)
	}
	old = older(t, address, northKey)
	old.send(publishPacket("ohmstead/ingest", body))
	if got := old.read(); got != "40020007" { // PUBACK of packet 7
		t.Errorf("an older client got %s, want its acknowledgement", got)
	}
}

func TestARevokedKeyEndsItsConnection(t *testing.T) {
	y := newYard()
	address, at := open(t, y)
	c := login(t, address, "gateway", northKey)
	y.revoke(northKey)
	at.advance(11 * time.Second)
	_, _ = c.paho.Publish(t.Context(), &paho.Publish{QoS: 0, Topic: "ohmstead/ingest", Payload: []byte(body)})
	select {
	case why := <-c.gone:
		if why != fmt.Sprint(packets.DisconnectNotAuthorized) {
			t.Errorf("it was told %s", why)
		}
	case <-time.After(time.Minute):
		t.Error("it goes on")
	}
	if got := y.tenants(); len(got) != 0 {
		t.Errorf("stored for %v", got)
	}
}

func TestAMessageThatIsTooLargeEndsTheConnection(t *testing.T) {
	y := newYard()
	address, _ := open(t, y)
	c := older(t, address, northKey)
	c.send(publishPacket("ohmstead/ingest", strings.Repeat(" ", 2*intake.MaxBody))[:9]) // the header alone says how long it is
	if got := c.read(); got != "end" {
		t.Errorf("got %s, want the end", got)
	}
	whole := login(t, address, "gateway", northKey)
	if got := whole.publish("ohmstead/ingest", strings.Repeat(" ", intake.MaxBody-len(body))+body); got != 0 {
		t.Errorf("exactly 1 MiB: acknowledged with %#x", got)
	}
	if got := whole.publish("ohmstead/ingest", strings.Repeat(" ", intake.MaxBody)+body); got != packets.PubackPayloadFormatInvalid {
		t.Errorf("more than 1 MiB: acknowledged with %#x", got)
	}
	if got := y.tenants(); len(got) != 1 {
		t.Errorf("stored for %v", got)
	}
}
