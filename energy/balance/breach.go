package balance

import (
	"crypto/sha1" //nolint:gosec // RFC 9562 names it for version 5; nothing is protected by it
	"encoding/hex"
	"strings"

	"ohmstead/energy/topology"
)

// breachID is a UUID of version 5 (RFC 9562, section 5.5) over what is breached in which cycle, so that
// the same cycle names the same breach the same. A cycle whose id is no UUID is its own name space.
func breachID(cycle topology.ID, b Breach) topology.ID {
	space, err := hex.DecodeString(strings.ReplaceAll(string(cycle), "-", ""))
	if err != nil || len(space) != 16 {
		space = []byte(cycle)
	}
	name := string(b.ConstraintRef) + "/" + string(b.NodeID) + "/" + string(b.ConstraintType)
	sum := sha1.Sum(append(space, name...)) //nolint:gosec // see the import
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	text := hex.EncodeToString(sum[:16])
	return topology.ID(strings.Join([]string{text[:8], text[8:12], text[12:16], text[16:20], text[20:]}, "-"))
}

// NameCycle is the id of a cycle that was given none: a UUID over the content it runs on.
func NameCycle(content []byte) topology.ID {
	return breachID("ohmstead/cycle/"+topology.ID(content), Breach{})
}
