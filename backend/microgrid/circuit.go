package microgrid

import (
	"context"
	"fmt"
	"slices"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// Authored is a circuit that somebody writes or removes: the site, and the circuit with the version
// that was read, 0 where it is new.
type Authored struct {
	Depot topology.ID
	Circuit
}

// SaveCircuit creates a circuit under the id its author chose, or replaces the one whose version was
// read: VERSION_CONFLICT where it has another.
func (s *Service) SaveCircuit(ctx context.Context, scope identity.Scope, in Authored) (topology.Microgrid, Circuit, error) {
	c := in.Circuit
	m, err := s.changeCircuits(ctx, scope, in, func(state *State) (Change, error) {
		if err := state.checkCircuit(c); err != nil {
			return Change{}, err
		}
		c.Version++
		return Change{Circuits: []Circuit{c}}, nil
	})
	return m, c, err
}

// RemoveCircuit removes a circuit. Its node stays until the next resync.
func (s *Service) RemoveCircuit(ctx context.Context, scope identity.Scope, in Authored) (topology.Microgrid, error) {
	return s.changeCircuits(ctx, scope, in, func(state *State) (Change, error) {
		if in.Version == 0 {
			return Change{}, reason.New(reason.NotFound, reason.Params{"what": "circuit"})
		}
		if slices.ContainsFunc(state.Circuits, func(c Circuit) bool { return c.ParentCircuit == in.CircuitID }) {
			return Change{}, broken(RuleCircuitInUse, "circuits hang on %s", in.CircuitID)
		}
		return Change{RemovedCircuits: []topology.ID{in.CircuitID}}, nil
	})
}

func (s *Service) changeCircuits(ctx context.Context, scope identity.Scope, in Authored, decide Decide) (topology.Microgrid, error) {
	m, err := s.MicrogridOfDepot(ctx, scope, in.Depot)
	if err == nil {
		_, err = s.ChangeMicrogrid(ctx, scope, Request{Microgrid: m.MicrogridID, Parts: []Part{Circuits, Connections}}, func(state *State) (Change, error) {
			if err := state.circuitAt(in.CircuitID, in.Version); err != nil {
				return Change{}, err
			}
			return decide(state)
		})
	}
	if err != nil {
		return m, fmt.Errorf("change circuits: %w", err)
	}
	return m, nil
}

// circuitAt holds the version that somebody read against the one there is; 0 is that of none.
func (s *State) circuitAt(id topology.ID, version int64) error {
	actual := int64(0)
	for _, c := range s.Circuits {
		if c.CircuitID == id {
			actual = c.Version
		}
	}
	if actual != version {
		return reason.New(reason.VersionConflict, reason.Params{"expected_version": version, "actual_version": actual})
	}
	return nil
}

// checkCircuit refuses a parent that is none, or that hangs on the circuit itself.
func (s *State) checkCircuit(c Circuit) error {
	for above := c.ParentCircuit; above != ""; {
		i := slices.IndexFunc(s.Circuits, func(o Circuit) bool { return o.CircuitID == above })
		if i < 0 || above == c.CircuitID {
			return broken(RuleCircuitParent, "%s is no circuit of this site that could be above %s", above, c.CircuitID)
		}
		above = s.Circuits[i].ParentCircuit
	}
	if c.GridConnection != "" && !slices.Contains(s.Connections, c.GridConnection) {
		return broken(RuleConnection, "%s is no grid connection of this site", c.GridConnection)
	}
	return nil
}
