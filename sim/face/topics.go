package face

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"ohmstead/field/document"
	"ohmstead/internal/mqttlistener"
)

// Topics is a device behind an MQTT broker, made from the profile that its driver reads, together
// with the broker. Make it with NewTopics, then Run it.
type Topics struct {
	*told
	key    string
	broker *mqtt.Server
	door   *mqttlistener.Listener
	every  time.Duration
	orders chan document.Message
	last   map[int][]byte // what was told on change alone
}

// telling is how often a device tells its documents where nothing else is given.
const telling = time.Second

// deafAfter is how many keep-alive periods a device goes on talking without one.
const deafAfter = 3

// NewTopics binds the address of a broker with the device behind it, which tells its documents every
// so often; 0 means once a second. Guard lets clients in; nil lets in everyone.
func NewTopics(c Config, twin *document.Twin, every time.Duration, guard mqtt.Hook) (*Topics, error) {
	if every <= 0 {
		every = telling
	}
	t := &Topics{
		told: newTold(twin, time.Now), key: c.Key, every: every, last: map[int][]byte{},
		broker: mqtt.New(&mqtt.Options{InlineClient: true, Logger: slog.New(slog.DiscardHandler)}),
		orders: make(chan document.Message, 64),
	}
	if guard == nil {
		guard = &everyone{}
	}
	if err := t.broker.AddHook(guard, nil); err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Key, err)
	}
	listen, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Key, err)
	}
	t.door = mqttlistener.New(c.Key, listen, &t.broker.Listeners.ClientsWg)
	if err := t.broker.AddListener(t.door); err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Key, err)
	}
	return t, nil
}

// everyone lets every client do everything, for a broker on loopback.
type everyone struct{ mqtt.HookBase }

func (everyone) ID() string { return "everyone" }

func (everyone) Provides(b byte) bool {
	return bytes.IndexByte([]byte{mqtt.OnConnectAuthenticate, mqtt.OnACLCheck}, b) >= 0
}

func (everyone) OnConnectAuthenticate(*mqtt.Client, packets.Packet) bool { return true }

func (everyone) OnACLCheck(*mqtt.Client, string, bool) bool { return true }

// Address is where the broker listens, as host:port.
func (t *Topics) Address() string { return t.door.Address() }

// Run brokers and tells until ctx ends.
func (t *Topics) Run(ctx context.Context) error {
	own := t.own()
	take := func(_ *mqtt.Client, _ packets.Subscription, p packets.Packet) {
		if own[p.TopicName] || p.FixedHeader.Retain {
			return
		}
		select {
		case t.orders <- document.Message{Topic: p.TopicName, Payload: string(p.Payload)}:
		case <-ctx.Done():
		}
	}
	if err := errors.Join(t.broker.Subscribe("#", 1, take), t.broker.Serve()); err != nil {
		return fmt.Errorf("run %s: %w", t.key, err)
	}
	defer t.broker.Close()
	if err := t.appear(); err != nil {
		return fmt.Errorf("run %s: %w", t.key, err)
	}
	ticker := time.NewTicker(t.every)
	defer ticker.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case m := <-t.orders:
			err = t.obey(m)
		case <-ticker.C:
			err = t.tell(false)
		}
		if err != nil {
			return fmt.Errorf("run %s: %w", t.key, err)
		}
	}
}

// appear says that the device is there, where it has a topic for it.
func (t *Topics) appear() error { return t.Presence(true) }

// Presence says on the device's own topic whether it is there, as it or its last will would.
func (t *Topics) Presence(there bool) error {
	a := t.twin.Plan().Transport.Available
	if a == nil {
		return nil
	}
	word := a.Offline
	if there {
		word = a.Online
	}
	return t.broker.Publish(a.Topic, []byte(word), true, 1)
}

// own are the topics that the device itself speaks on.
func (t *Topics) own() map[string]bool {
	tr := t.twin.Plan().Transport
	own := map[string]bool{tr.Confirm: true}
	for _, s := range t.twin.Plan().Sources {
		own[s.Topic] = true
	}
	if tr.Available != nil {
		own[tr.Available.Topic] = true
	}
	return own
}

// Say publishes a message as the device or anyone else might, for what no profile has.
func (t *Topics) Say(topic, payload string, retain bool) error {
	return t.broker.Publish(topic, []byte(payload), retain, 0)
}

// Clients is how many clients are connected now, the device itself not counted.
func (t *Topics) Clients() int {
	n := 0
	for _, c := range t.broker.Clients.GetAll() {
		if !c.Net.Inline && !c.Closed() {
			n++
		}
	}
	return n
}

// obey takes a message that somebody published and tells what it changed; everything, where it was
// asked for.
func (t *Topics) obey(m document.Message) error {
	if t.failing() == Silent {
		return nil
	}
	h := t.hear(m)
	if !h.Known {
		return nil
	}
	return t.tell(h.Setting == nil)
}

// tell publishes the documents; those that are told on change only when they changed, or all of them
// where everything was asked for.
func (t *Topics) tell(all bool) error {
	plan := t.twin.Plan()
	k := plan.Transport.KeepAlive
	if t.failing() == Silent || k != nil && time.Since(t.KeptAlive()) > deafAfter*k.Every {
		return nil
	}
	for i, s := range plan.Sources {
		payload, err := t.payload(i)
		if err != nil {
			return err
		}
		if before, told := t.last[i]; s.OnChange && told && !all && bytes.Equal(before, payload) {
			continue
		}
		t.last[i] = payload
		if err := t.broker.Publish(s.Topic, payload, s.Retained, 0); err != nil {
			return fmt.Errorf("tell %s: %w", s.Topic, err)
		}
	}
	if plan.Transport.Confirm == "" {
		return nil
	}
	return t.broker.Publish(plan.Transport.Confirm, []byte(`{"value":1}`), false, 0)
}
