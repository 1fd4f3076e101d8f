package wire

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// Address is who an edge is on the bus: lower-case UUIDs, so that no part holds a dot or wildcard.
type Address struct {
	Tenant, Site, Edge string
}

// Kind is what a message is: the last part of its subject.
type Kind string

// Kinds of message, upward and then downward.
const (
	KindFrame    Kind = "frame"
	KindManifest Kind = "manifest"
	KindEvent    Kind = "event"
	KindHello    Kind = "hello"
	KindWelcome  Kind = "welcome"
	KindStored   Kind = "stored"
	KindAck      Kind = "ack"
	KindCommand  Kind = "command"
	KindLimits   Kind = "limits"
	KindPlan     Kind = "plan"
	KindControl  Kind = "control"
	KindWatch    Kind = "watch"
	KindKey      Kind = "key"
)

// Subjects the backend takes everything from: what passes the outbox, hellos, control reports, and
// changes of keys.
const (
	AllIn      = "in.>"
	AllHello   = "rep.*.*.*.hello"
	AllControl = "rep.*.*.*.control"
	AllKeys    = "rep.*.*.*.key"
)

// Cut is the subject on which a process of the backend says, by its id, which edge is to be
// disconnected; edges have no permission for it.
const Cut = "ctl.cut"

func (a Address) under(prefix string) string {
	return prefix + "." + a.Tenant + "." + a.Site + "." + a.Edge
}

// Check refuses an address of which a part is not a lower-case UUID.
func (a Address) Check() error {
	for _, part := range []struct{ name, value string }{{"tenant", a.Tenant}, {"site", a.Site}, {"edge", a.Edge}} {
		if _, err := parseBoot(part.name, part.value); err != nil {
			return err
		}
	}
	return nil
}

// Up is the subject of a message that passes the outbox: KindFrame, KindManifest,
// KindEvent or KindAck.
func (a Address) Up(kind Kind) string { return a.under("in") + "." + string(kind) }

// Frame is the subject of the edge's frames.
func (a Address) Frame() string { return a.Up(KindFrame) }

// Manifest is the subject of the edge's manifests.
func (a Address) Manifest() string { return a.Up(KindManifest) }

// Event is the subject of the edge's events.
func (a Address) Event() string { return a.Up(KindEvent) }

// Hello is the subject of the edge's hello, which does not pass the outbox.
func (a Address) Hello() string { return a.under("rep") + "." + string(KindHello) }

// Control is the subject of the edge's control reports, which do not pass the outbox: only the newest
// counts.
func (a Address) Control() string { return a.under("rep") + "." + string(KindControl) }

// Watch is the subject on which the backend says that somebody looks at the edge's control reports:
// they come more often for a while. It carries nothing and orders nothing.
func (a Address) Watch() string { return a.under("cmd") + "." + string(KindWatch) }

// Key is the subject of the edge's changes of its key, each a KeyChange.
func (a Address) Key() string { return a.under("rep") + "." + string(KindKey) }

// KeyTaken is the subject of the backend's answers to them, each a KeyAnswer.
func (a Address) KeyTaken() string { return a.under("cmd") + "." + string(KindKey) }

// Welcome is the subject of the backend's answer to a hello.
func (a Address) Welcome() string { return a.under("cmd") + "." + string(KindWelcome) }

// Stored is the subject on which the backend tells the edge what is committed.
func (a Address) Stored() string { return a.under("cmd") + "." + string(KindStored) }

// Ack is the subject of the edge's acknowledgements of commands.
func (a Address) Ack() string { return a.Up(KindAck) }

// Order is the subject of sealed orders to the edge: KindCommand, KindLimits or KindPlan.
func (a Address) Order(kind Kind) string { return a.under("cmd") + "." + string(kind) }

// InboxPrefix is the prefix of the edge's reply subjects, its own and nobody else's.
func (a Address) InboxPrefix() string { return "_INBOX." + a.Edge }

// Live is the subject on which the backend announces committed readings of a site to its API
// processes; edges have no permission for it.
func Live(tenant, site uuid.UUID) string { return "live." + tenant.String() + "." + site.String() }

// ParseUp reads who sent a message on a subject of the edge's upward direction and its kind
// (frame, manifest, event, ack, hello, control, key).
func ParseUp(subject string) (Address, Kind, error) {
	parts := strings.Split(subject, ".")
	if len(parts) != 5 || (parts[0] != "in" && parts[0] != "rep") {
		return Address{}, "", fmt.Errorf("subject %q is not in|rep.<tenant>.<site>.<edge>.<kind>", subject)
	}
	from := Address{Tenant: parts[1], Site: parts[2], Edge: parts[3]}
	if err := from.Check(); err != nil {
		return Address{}, "", fmt.Errorf("subject %q: %w", subject, err)
	}
	return from, Kind(parts[4]), nil
}

// Permissions lists what an edge may publish and subscribe, and nothing else.
type Permissions struct {
	Publish, Subscribe []string
}

// Permissions of the edge with this address: no JetStream API on the hub.
func (a Address) Permissions() Permissions {
	return Permissions{
		Publish:   []string{a.under("in") + ".>", a.under("rep") + ".>"},
		Subscribe: []string{a.under("cmd") + ".>", a.InboxPrefix() + ".>"},
	}
}
