package mqtt

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/eclipse/paho.golang/autopaho"
	"github.com/eclipse/paho.golang/paho"
	"github.com/google/uuid"

	"ohmstead/edge/driver"
	"ohmstead/edge/site"
	"ohmstead/field/document"
)

// PayloadMax is the largest message that the broker is asked to deliver. Those of the devices known
// stay below a hundredth of it.
const PayloadMax = 256 << 10

// keepAliveSeconds bounds how long a broker that is gone without a word is believed to be there:
// one and a half times this (MQTT 5, 3.1.2.10).
const keepAliveSeconds = 10

// receive takes a message of one topic.
type receive func(m *paho.Publish, at time.Time)

// broker is one connection that several devices share. Topics are added before it runs.
type broker struct {
	address string
	config  autopaho.ClientConfig
	timeout time.Duration // of one packet's acknowledgement
	backoff *backoff.ExponentialBackOff
	topics  []string
	takers  map[string][]receive

	mu    sync.Mutex
	conn  *autopaho.ConnectionManager
	up    bool  // connected and subscribed
	times int   // how often it came up
	fault error // why it is not
}

func newBroker(cfg Config, dev site.Device) (*broker, error) {
	secrets, err := driver.ReadSecrets(dev)
	if err != nil {
		return nil, err
	}
	server, err := url.Parse(dev.Address)
	if err != nil {
		return nil, fmt.Errorf("device %s: address: %w", dev.Key, err)
	}
	b := &broker{
		address: dev.Address, timeout: dev.Timeout, takers: map[string][]receive{},
		fault: errors.New("it was not reached yet"), backoff: backoff.NewExponentialBackOff(),
	}
	b.backoff.InitialInterval, b.backoff.MaxInterval = cfg.BackoffMin, cfg.BackoffMax
	b.config = autopaho.ClientConfig{
		ServerUrls: []*url.URL{server}, KeepAlive: keepAliveSeconds, CleanStartOnInitialConnection: true,
		ReconnectBackoff: b.pause, ConnectTimeout: max(dev.Timeout, time.Second),
		OnConnectError: b.failed, OnConnectionDown: b.down,
		ConnectUsername: secrets.Login.User, ConnectPassword: []byte(secrets.Login.Password),
		ConnectPacketBuilder: func(c *paho.Connect, _ *url.URL) (*paho.Connect, error) {
			// Nothing of an earlier session is sent again: an old order is no order.
			c.CleanStart = true
			largest := uint32(PayloadMax)
			c.Properties = &paho.ConnectProperties{MaximumPacketSize: &largest}
			return c, nil
		},
		ClientConfig: paho.ClientConfig{
			ClientID: "ohmstead-" + uuid.NewString(), PacketTimeout: dev.Timeout,
			OnPublishReceived:  []func(paho.PublishReceived) (bool, error){b.received},
			OnServerDisconnect: b.dismissed, OnClientError: b.failed,
		},
	}
	if server.Scheme == "mqtts" {
		b.config.TlsCfg = secrets.TLS
	}
	return b, nil
}

// pause is how long to wait before the next attempt; attempt 0 is the first.
func (b *broker) pause(attempt int) time.Duration {
	if attempt == 0 {
		b.backoff.Reset()
		return 0
	}
	return b.backoff.NextBackOff()
}

// take has messages of a topic taken; before run only.
func (b *broker) take(topic string, r receive) {
	if topic == "" {
		return
	}
	if !slices.Contains(b.topics, topic) {
		b.topics = append(b.topics, topic)
	}
	b.takers[topic] = append(b.takers[topic], r)
}

// run keeps the connection until ctx ends.
func (b *broker) run(ctx context.Context) error {
	var subscribing sync.WaitGroup
	b.config.OnConnectionUp = func(c *autopaho.ConnectionManager, _ *paho.Connack) {
		subscribing.Go(func() { b.subscribe(ctx, c) })
	}
	conn, err := autopaho.NewConnection(ctx, b.config)
	if err != nil {
		return fmt.Errorf("connect to broker %s: %w", b.address, err)
	}
	<-conn.Done()
	subscribing.Wait()
	return nil
}

// subscribe asks for every topic.
func (b *broker) subscribe(ctx context.Context, c *autopaho.ConnectionManager) {
	s := &paho.Subscribe{}
	for _, topic := range b.topics {
		s.Subscriptions = append(s.Subscriptions, paho.SubscribeOptions{Topic: topic, QoS: 1})
	}
	ctx, cancel := context.WithTimeout(ctx, max(b.timeout, time.Second))
	defer cancel()
	ack, err := c.Subscribe(ctx, s)
	if err == nil {
		if i := slices.IndexFunc(ack.Reasons, func(r byte) bool { return r >= refusedFrom }); i >= 0 {
			err = fmt.Errorf("it does not let this user subscribe to %s", b.topics[min(i, len(b.topics)-1)])
		}
	}
	b.mu.Lock()
	b.conn, b.up = c, err == nil
	if err != nil {
		b.fault = err
	} else {
		b.times++
	}
	b.mu.Unlock()
}

// refusedFrom is the first reason code that means an error (MQTT 5, 2.4).
const refusedFrom = 0x80

func (b *broker) failed(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.up, b.fault = false, plainly(err)
}

func (b *broker) dismissed(d *paho.Disconnect) {
	b.failed(fmt.Errorf("it closed the connection with reason %#x", d.ReasonCode))
}

func (b *broker) down() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.up {
		b.up, b.fault = false, errors.New("the connection broke")
	}
	return true
}

// received hands a message to whoever takes its topic.
func (b *broker) received(p paho.PublishReceived) (bool, error) {
	at := time.Now()
	for _, r := range b.takers[p.Packet.Topic] {
		r(p.Packet, at)
	}
	return true, nil
}

// ready is why nothing can be heard or said now, nil where it can, and how often the connection came
// up: what was told in between was missed.
func (b *broker) ready() (times int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.up {
		return b.times, nil
	}
	return 0, fmt.Errorf("broker %s: %w", b.address, b.fault)
}

// publish sends one message and waits for its acknowledgement.
func (b *broker) publish(ctx context.Context, m document.Message) error {
	if _, err := b.ready(); err != nil {
		return err
	}
	b.mu.Lock()
	c := b.conn
	b.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	res, err := c.Publish(ctx, &paho.Publish{Topic: m.Topic, Payload: []byte(m.Payload), QoS: m.QoS, Retain: m.Retain})
	switch {
	case res != nil && res.ReasonCode >= refusedFrom:
		return &driver.Refusal{Err: fmt.Errorf("broker %s does not take a message on %s: reason %#x", b.address, m.Topic, res.ReasonCode)}
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("broker %s did not acknowledge a message on %s in time", b.address, m.Topic)
	case err != nil:
		return fmt.Errorf("broker %s: publish on %s: %w", b.address, m.Topic, plainly(err))
	}
	return nil
}
