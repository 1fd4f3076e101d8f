package mqtt

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	broker "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

// Topics.
const (
	topic   = "ohmstead/ingest"
	answers = "/answers"
)

// siteOf is the site a topic names, the zero UUID where it names none; false for any other topic.
func siteOf(name string) (uuid.UUID, bool) {
	rest, ours := strings.CutPrefix(name, topic)
	if !ours || rest == "" {
		return uuid.Nil, ours
	}
	id, err := uuid.Parse(strings.TrimPrefix(rest, "/"))
	return id, err == nil && rest == "/"+id.String()
}

// visitor is a client that is logged in. The goroutine that reads from its connection owns it.
type visitor struct {
	token    string
	remote   string
	who      identity.Principal
	believed time.Time
	sites    map[uuid.UUID]registry.Site // by the id in the topic
}

// guard is what the protocol asks of us at each step.
type guard struct {
	broker.HookBase
	door *Door
}

// ID names the hook.
func (*guard) ID() string { return "ingest" }

// Provides lists the steps.
func (*guard) Provides(step byte) bool {
	return bytes.IndexByte([]byte{broker.OnConnect, broker.OnConnectAuthenticate, broker.OnACLCheck, broker.OnPublish, broker.OnDisconnect}, step) >= 0
}

// OnConnect bounds what the client asks for. Its will goes nowhere: nothing does.
func (*guard) OnConnect(c *broker.Client, _ packets.Packet) error {
	c.Properties.Will = broker.Will{}
	if c.State.Keepalive == 0 || c.State.Keepalive > maxKeepAlive {
		c.State.Keepalive, c.State.ServerKeepalive = maxKeepAlive, true
	}
	if c.Properties.ProtocolVersion == 5 && c.Properties.Props.SessionExpiryInterval > sessionKept {
		c.Properties.Props.SessionExpiryInterval = sessionKept
	}
	return nil
}

// OnConnectAuthenticate lets in who has an API key with the scope INGEST for its password, and makes
// sure that the session it goes on with is one of that key.
func (g *guard) OnConnectAuthenticate(c *broker.Client, p packets.Packet) bool {
	d := g.door
	if d.server.Clients.Len() >= maxSessions {
		d.config.Metrics.refused.WithLabelValues(string(reason.Unavailable)).Inc()
		return false
	}
	v := &visitor{token: string(p.Connect.Password), remote: c.Net.Remote}
	within, cancel := context.WithTimeout(d.ctx, storeWithin)
	defer cancel()
	if err := d.believe(within, v); err != nil {
		code := codeOf(err)
		d.config.Metrics.refused.WithLabelValues(string(code)).Inc()
		d.config.Log.Info("a login over MQTT was refused", "remote", hostOf(v.remote), "reason", string(code), "err", err)
		return false
	}
	c.ID = v.who.Key.ID.String() + "/" + c.ID
	d.mu.Lock()
	d.visitors[c] = v
	d.mu.Unlock()
	d.config.Metrics.connections.Inc()
	return true
}

// OnDisconnect forgets the client.
func (g *guard) OnDisconnect(c *broker.Client, _ error, _ bool) {
	g.door.mu.Lock()
	defer g.door.mu.Unlock()
	if _, known := g.door.visitors[c]; known {
		delete(g.door.visitors, c)
		g.door.config.Metrics.connections.Dec()
	}
}

func (d *Door) visitor(c *broker.Client) *visitor {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.visitors[c]
}

// OnACLCheck lets a client publish to the topics of readings, and subscribe to whatever it names
// without wildcards: it hears the answers to its own messages there and nothing else.
func (g *guard) OnACLCheck(c *broker.Client, name string, write bool) bool {
	if write {
		_, ours := siteOf(name)
		if !ours {
			g.door.config.Metrics.refused.WithLabelValues(string(reason.Forbidden)).Inc()
		}
		return ours || name == "" // a topic alias, looked at once it is resolved
	}
	return !strings.ContainsAny(name, "+#") && !strings.HasPrefix(name, "$") && c.State.Subscriptions.Len() < maxSubscriptions
}

// OnPublish stores a message and answers it. It runs while nothing more is read from the client, and
// before the message is acknowledged.
func (g *guard) OnPublish(c *broker.Client, p packets.Packet) (packets.Packet, error) {
	d := g.door
	v := d.visitor(c)
	asked, ours := siteOf(p.TopicName)
	if v == nil || !ours {
		c.Stop(packets.ErrNotAuthorized)
		return p, packets.ErrRejectPacket
	}
	within, cancel := context.WithTimeout(d.ctx, storeWithin)
	defer cancel()
	result, err := d.take(within, v, asked, p.Payload)
	message := intake.MessageOf(result, err)
	if message.ReasonCode != "" {
		d.config.Metrics.refused.WithLabelValues(string(message.ReasonCode)).Inc()
	}
	if message.ReasonCode == reason.Unavailable {
		d.config.Log.Error("readings over MQTT were not stored", "key", v.who.Key.ID, "err", err)
	}
	d.answer(c, p, message)
	return p, d.acknowledge(c, p, message)
}

// believe asks who the visitor is, unless that was asked a moment ago: keys are revoked and expire.
func (d *Door) believe(ctx context.Context, v *visitor) error {
	now := d.config.Now()
	if v.sites != nil && now.Sub(v.believed) < believedFor {
		return nil
	}
	if !strings.HasPrefix(v.token, identity.KeyPrefix) {
		return reason.New(reason.Unauthenticated, nil) // the session of a person is no credential of a device
	}
	p, err := d.config.Identity.Authenticate(ctx, identity.Credential{Token: v.token, RemoteAddr: v.remote}, now)
	if err != nil {
		return err
	}
	if p.Key == nil || !p.May(identity.Ingest) {
		return reason.New(reason.Forbidden, reason.Params{"permission": string(identity.Ingest)})
	}
	v.who, v.believed, v.sites = p, now, map[uuid.UUID]registry.Site{}
	return nil
}

func (d *Door) take(ctx context.Context, v *visitor, asked uuid.UUID, body []byte) (intake.IngestResult, error) {
	if err := d.believe(ctx, v); err != nil {
		return intake.IngestResult{}, err
	}
	scope := v.who.For(identity.Ingest)
	site, known := v.sites[asked]
	if !known {
		var err error
		if site, err = d.config.Desk.SiteOf(ctx, scope, asked); err != nil {
			return intake.IngestResult{}, err
		}
		v.sites[asked] = site
	}
	return d.config.Desk.Take(ctx, intake.Delivery{Door: intake.MQTT, From: v.who, Scope: scope, Site: site, Body: body, Patient: true})
}

// answer tells the client what became of its message, where it listens for that.
func (d *Door) answer(c *broker.Client, p packets.Packet, message intake.IngestMessage) {
	to := p.Properties.ResponseTopic
	if to == "" {
		to = p.TopicName + answers
	}
	if _, listens := c.State.Subscriptions.Get(to); !listens {
		return
	}
	out := packets.Packet{
		FixedHeader: packets.FixedHeader{Type: packets.Publish}, TopicName: to, Payload: message.Encode(),
		Properties: packets.Properties{CorrelationData: p.Properties.CorrelationData},
	}
	if err := c.WritePacket(out); err != nil {
		d.config.Log.Debug("an answer over MQTT was not sent", "err", err)
	}
}

// acknowledge ends a message. What is not decided on is not acknowledged, so that it comes again: MQTT
// 5 can say so, an older client is cut off and sends it again with its next connection.
func (d *Door) acknowledge(c *broker.Client, p packets.Packet, message intake.IngestMessage) error {
	credential := message.ReasonCode == reason.Unauthenticated || message.ReasonCode == reason.Forbidden || message.ReasonCode == reason.TooManyAttempts
	newest := c.Properties.ProtocolVersion == 5
	switch {
	case credential && newest:
		_ = d.server.DisconnectClient(c, packets.ErrNotAuthorized) // it always returns what it was given
		return packets.ErrRejectPacket
	case credential:
		c.Stop(packets.ErrNotAuthorized)
		return packets.ErrRejectPacket
	case message.Again() && p.FixedHeader.Qos > 0 && !newest:
		c.Stop(packets.ErrServerBusy)
		return packets.ErrRejectPacket
	case p.FixedHeader.Qos != 1:
		return packets.CodeSuccessIgnore // kept from whoever subscribes; QoS 2 goes on by itself
	}
	ack := packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Puback}, PacketID: p.PacketID}
	switch {
	case message.ReasonCode == reason.SampleQuota:
		ack.ReasonCode = packets.ErrQuotaExceeded.Code
	case message.Again():
		ack.ReasonCode = packets.ErrUnspecifiedError.Code
	case message.ReasonCode == reason.NotFound:
		ack.ReasonCode = packets.ErrTopicNameInvalid.Code
	case message.ReasonCode != "":
		ack.ReasonCode = packets.ErrPayloadFormatInvalid.Code
	}
	if newest && message.ReasonCode != "" {
		ack.Properties.ReasonString = string(message.ReasonCode)
	}
	if err := c.WritePacket(ack); err != nil {
		d.config.Log.Debug("a client of MQTT was gone before its message was acknowledged", "err", err)
	}
	return packets.ErrRejectPacket
}

// codeOf is the code of a refusal; a fault is UNAVAILABLE.
func codeOf(err error) reason.Code {
	if refusal, ok := errors.AsType[*reason.Error](err); ok {
		return refusal.Code
	}
	return reason.Unavailable
}
