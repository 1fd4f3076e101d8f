package bus

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"

	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// account is the hub's only one.
const account = "OHM"

// Bounds of asking for who connects. An edge that is refused tries again several times a second; it
// is looked up again only after refusedFor.
const (
	lookupTimeout = 3 * time.Second
	refusedFor    = 2 * time.Second
	maxRefused    = 4_096
	maxSignature  = 256 // base64 of an Ed25519 signature is 88
)

// gate decides who may connect: this process by a password nobody else has, and leaf nodes that
// prove the nkey of an enrolled edge.
type gate struct {
	edges    Edges
	settled  func(context.Context, registry.EdgeRecord) error
	log      *slog.Logger
	password string
	server   *server.Server

	mu        sync.Mutex
	connected map[uint64]*guest    // by connection
	refused   map[string]time.Time // key → when it was found not to be enrolled
}

func newGate(c Config) *gate {
	return &gate{edges: c.Edges, settled: c.Settled, log: c.Log, password: rand.Text(), connected: map[uint64]*guest{}}
}

// Check implements server.Authentication.
func (g *gate) Check(c server.ClientAuthentication) bool {
	ohm, err := g.server.LookupAccount(account)
	if err != nil {
		return false
	}
	switch c.Kind() {
	case server.CLIENT:
		if subtle.ConstantTimeCompare([]byte(c.GetOpts().Password), []byte(g.password)) != 1 {
			return false
		}
		c.RegisterUser(&server.User{Username: "backend", Account: ohm})
		return true
	case server.LEAF:
		record, err := g.admit(c)
		if errors.Is(err, errRefusedLately) {
			return false
		}
		if err != nil {
			g.log.Warn("an edge is refused", "address", remoteAddress(c), "err", err)
			return false
		}
		c.RegisterUser(&server.User{Username: record.Edge.ID.String(), Account: ohm, Permissions: permissions(record)})
		g.mu.Lock()
		g.connected[c.GetID()] = &guest{edge: record.Edge.ID, key: c.GetOpts().Nkey, admitted: time.Now()}
		g.mu.Unlock()
		g.log.Info("an edge is connected", "tenant", record.Edge.Tenant, "site", record.Edge.Site, "edge", record.Edge.ID)
		return true
	}
	return false
}

func remoteAddress(c server.ClientAuthentication) string {
	if a := c.RemoteAddress(); a != nil {
		return a.String()
	}
	return ""
}

var errRefusedLately = errors.New("the edge was refused a moment ago")

// admit is the enrolled edge whose key signed this connection's nonce.
func (g *gate) admit(c server.ClientAuthentication) (registry.EdgeRecord, error) {
	o := c.GetOpts()
	if err := verify(o.Nkey, o.Sig, c.GetNonce()); err != nil {
		return registry.EdgeRecord{}, err
	}
	if g.refusedLately(o.Nkey, time.Now()) {
		return registry.EdgeRecord{}, errRefusedLately
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookupTimeout)
	defer cancel()
	record, err := g.edges.FindEdge(ctx, o.Nkey)
	if err == nil && record.Edge.State != registry.Enrolled {
		err = reason.New(reason.NotFound, reason.Params{"what": "enrolled edge; this one is " + string(record.Edge.State)})
	}
	if err == nil && record.Suspended {
		err = reason.New(reason.TenantSuspended, nil)
	}
	if errors.Is(err, reason.New(reason.NotFound, nil)) || errors.Is(err, reason.New(reason.TenantSuspended, nil)) {
		g.refuse(o.Nkey, time.Now())
	}
	if err != nil {
		return registry.EdgeRecord{}, fmt.Errorf("find edge %s: %w", o.Nkey, err)
	}
	if record.Edge.Former != "" && record.Edge.NKey == o.Nkey {
		if err := g.settled(ctx, record); err != nil {
			return registry.EdgeRecord{}, fmt.Errorf("settle the key of edge %s: %w", record.Edge.ID, err)
		}
	}
	return record, nil
}

func (g *gate) refusedLately(key string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	at, ok := g.refused[key]
	return ok && now.Sub(at) < refusedFor
}

func (g *gate) refuse(key string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.refused == nil || len(g.refused) >= maxRefused {
		g.refused = map[string]time.Time{}
	}
	g.refused[key] = now
}

func verify(key, signature string, nonce []byte) error {
	if len(nonce) == 0 {
		return errors.New("no nonce was given")
	}
	return Verify(key, signature, nonce)
}

// Verify says what is wrong with a signature, base64 URL alphabet without padding, that should be of an
// edge's public key over a message.
func Verify(key, signature string, message []byte) error {
	if !nkeys.IsValidPublicUserKey(key) {
		return errors.New("no nkey is offered")
	}
	if len(signature) > maxSignature {
		return errors.New("the signature is too long")
	}
	sig, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil {
		return fmt.Errorf("read the signature: %w", err)
	}
	public, err := nkeys.FromPublicKey(key)
	if err != nil {
		return fmt.Errorf("read the nkey: %w", err)
	}
	if err := public.Verify(message, sig); err != nil {
		return fmt.Errorf("check the signature of %s: %w", key, err)
	}
	return nil
}

// addressOf is where an edge stands on the bus.
func addressOf(record registry.EdgeRecord) wire.Address {
	return wire.Address{Tenant: record.Edge.Tenant.String(), Site: record.Edge.Site.String(), Edge: record.Edge.ID.String()}
}

func permissions(record registry.EdgeRecord) *server.Permissions {
	may := addressOf(record).Permissions()
	return &server.Permissions{
		Publish:   &server.SubjectPermission{Allow: may.Publish},
		Subscribe: &server.SubjectPermission{Allow: may.Subscribe},
	}
}

// recheck disconnects edges that are not enrolled any more, or not with the key they came with, and
// those whose tenant was suspended. A directory that does not answer changes nothing.
func (g *gate) recheck(ctx context.Context) {
	for connection, guest := range g.connections() {
		edge := guest.edge
		record, err := g.edges.FindEdgeByID(ctx, edge)
		gone := errors.Is(err, reason.New(reason.NotFound, nil))
		if err != nil && !gone {
			g.log.Warn("a connected edge was not looked up", "edge", edge, "err", err)
			continue
		}
		switch {
		case gone || record.Edge.State != registry.Enrolled || guest.key != record.Edge.NKey && guest.key != record.Edge.Former:
			g.log.Warn("an edge is not enrolled any more, or has another key, and is disconnected", "edge", edge)
			g.kick(connection)
		case record.Suspended:
			g.log.Warn("the tenant of an edge is suspended and the edge is disconnected", "edge", edge, "reason", reason.TenantSuspended)
			g.kick(connection)
		}
	}
}

// guest is an edge that was let in on one connection.
type guest struct {
	edge     uuid.UUID
	key      string
	admitted time.Time
	seen     bool // the server has listed the connection since
}

// settling is how long after it was let in a connection may take until the server lists it. One that
// is not listed by then never will be.
const settling = time.Minute

// connections lists those that are open. A connection is let in before the server lists it, so one
// that is not listed yet is kept in mind.
func (g *gate) connections() map[uint64]guest {
	g.mu.Lock()
	defer g.mu.Unlock()
	open := make(map[uint64]guest, len(g.connected))
	for connection, guest := range g.connected {
		listed := g.server.GetLeafNode(connection) != nil
		switch {
		case listed:
			guest.seen = true
			open[connection] = *guest
		case guest.seen || time.Since(guest.admitted) > settling:
			delete(g.connected, connection)
		}
	}
	return open
}

// kick closes a connection; one that is closed already is none.
func (g *gate) kick(connection uint64) { _ = g.server.DisconnectClientByID(connection) }

// disconnect closes every connection of an edge.
func (g *gate) disconnect(edge uuid.UUID) {
	for connection, guest := range g.connections() {
		if guest.edge == edge {
			g.kick(connection)
		}
	}
}
