package wire

import (
	"fmt"
	"strings"
)

// Address is who an edge is on the bus: lower-case UUIDs, so that no part holds a dot or wildcard.
type Address struct {
	Tenant, Site, Edge string
}

func (a Address) under(prefix string) string {
	return prefix + "." + a.Tenant + "." + a.Site + "." + a.Edge
}

// Subjects of one edge. The first three go up through the outbox; Hello goes up directly; the
// last two come down.
func (a Address) Frame() string    { return a.under("in") + ".frame" }
func (a Address) Manifest() string { return a.under("in") + ".manifest" }
func (a Address) Event() string    { return a.under("in") + ".event" }
func (a Address) Hello() string    { return a.under("rep") + ".hello" }
func (a Address) Welcome() string  { return a.under("cmd") + ".welcome" }
func (a Address) Stored() string   { return a.under("cmd") + ".stored" }

// InboxPrefix is the prefix of the edge's reply subjects, its own and nobody else's.
func (a Address) InboxPrefix() string { return "_INBOX." + a.Edge }

// Live is the subject on which the backend announces committed readings of a site to its API
// processes; edges have no permission for it.
func Live(tenant, site string) string { return "live." + tenant + "." + site }

// ParseUp reads who sent a message on a subject of the edge's upward direction and its kind
// (frame, manifest, event, hello).
func ParseUp(subject string) (from Address, kind string, err error) {
	parts := strings.Split(subject, ".")
	if len(parts) != 5 || (parts[0] != "in" && parts[0] != "rep") {
		return Address{}, "", fmt.Errorf("subject %q is not in|rep.<tenant>.<site>.<edge>.<kind>", subject)
	}
	return Address{Tenant: parts[1], Site: parts[2], Edge: parts[3]}, parts[4], nil
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
