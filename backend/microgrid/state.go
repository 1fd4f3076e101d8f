package microgrid

import (
	"fmt"
	"time"

	"ohmstead/backend/microgrid/apply"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Part is a part of what is kept of a microgrid.
type Part string

// Parts.
const (
	Nodes    Part = "nodes"
	Limits   Part = "limits"
	Points   Part = "points"
	Statuses Part = "statuses"
	Circuits Part = "circuits"
	// Connections is the ids of the site's grid connections.
	Connections Part = "connections"
	// What a balancing cycle is run on, and what it is kept beside.
	Ratings      Part = "ratings"
	Telemetry    Part = "telemetry"
	Requests     Part = "requests"
	Standings    Part = "standings"
	OpenBreaches Part = "open breaches"
	// Envelopes are those that can still say what holds.
	Envelopes Part = "envelopes"
	Sources   Part = "sources"
	Schedules Part = "schedules"
	// Capacities are what each feeder was shown last.
	Capacities Part = "capacities"
	// Executions are the leaves that a decision holds for, and Receivers who can be told something there.
	Executions Part = "executions"
	Receivers  Part = "receivers"
	// LastCycle is no more of the standing than which cycle was the last.
	LastCycle Part = "last cycle"
)

// State is a microgrid as it is kept, as far as its parts were asked for.
type State struct {
	Microgrid topology.Microgrid
	Nodes     []topology.Node
	Limits    []topology.NodeLimit // also those that are INACTIVE
	Points    []Point
	// Statuses is the latest event of each control point that has any.
	Statuses []topology.CapabilityStatusEvent
	Circuits []Circuit
	// Connections are the site's grid connections.
	Connections []topology.ID
	Ratings     []Rating
	Telemetry   []Reading
	Requests    []LeafRequest
	Standing    Standing // the zero Standing before the first cycle
	// OpenBreaches are those that last.
	OpenBreaches []Breach
	// Envelopes are those that can still say what holds, with their blocks.
	Envelopes []topology.OperatingEnvelope
	Sources   []SourceReport
	Schedule  Schedule // the zero Schedule before the first envelope
	// Capacities are what feeders were shown last, where they were shown anything.
	Capacities []Capacity
	Executions []apply.Execution
	Receivers  []apply.Receiver
}

// Point is a control point with the count of its changes.
type Point struct {
	topology.CapabilityControlPoint
	Version   int64     `json:"version"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Circuit is a circuit as it is authored. ImportWatts is the import capacity of its grid connection,
// nil where nobody stated it.
type Circuit struct {
	CircuitID             topology.ID        `json:"circuit_id"`
	Name                  string             `json:"name"`
	ParentCircuit         topology.ID        `json:"parent_circuit"`
	GridConnection        topology.ID        `json:"grid_connection"`
	DefaultCapacityWatts  unit.Power         `json:"default_capacity_watts"`
	FailSafeCapacityWatts unit.Power         `json:"fail_safe_capacity_watts"`
	GapPolicy             topology.GapPolicy `json:"gap_policy"`
	Version               int64              `json:"version"`
	ImportWatts           *unit.Power        `json:"import_watts"`
}

// Event is one of document 004's dictionary.
type Event struct {
	Name    string
	At      time.Time
	Payload any
}

// Events of the topology and of what is said about it. Source: document 004, Event Dictionary.
const (
	TopologyUpdated  = "microgrid.topology_updated"
	NodeLimitUpdated = "microgrid.node_limit_updated"
	PointUpdated     = "microgrid.capability_control_point_updated"
	StatusRecorded   = "microgrid.capability_status.recorded"
)

// Change is what becomes of a microgrid. What is empty stays as it is.
type Change struct {
	Version         int64 // of the tree; 0 where it stays
	Nodes           []topology.Node
	RemovedNodes    []topology.ID
	Limits          []topology.NodeLimit
	Points          []Point
	StatusEvents    []topology.CapabilityStatusEvent
	Circuits        []Circuit
	RemovedCircuits []topology.ID
	Requests        []LeafRequest
	RemovedRequests []topology.ID
	Cycles          []Cycle
	Standings       []Standing
	Breaches        []Breach
	Envelopes       []Envelope // that are new
	EnvelopeStates  []EnvelopeState
	Lifecycle       []Lifecycle
	Sources         []SourceReport
	Schedules       []Schedule
	Capacities      []Capacity
	Executions      []apply.Leaf
	Orders          []Order
	Events          []Event
	// Answer is kept under the key of the request, and answered where it comes again.
	Answer any
}

// tell adds an event.
func (c *Change) tell(name string, at time.Time, payload any) {
	c.Events = append(c.Events, Event{Name: name, At: at, Payload: payload})
}

// circuits are the circuits as constraints read them, each with the managed node it is projected from.
func (s *State) circuits() []topology.Circuit {
	node := map[topology.ID]topology.ID{}
	for i := range s.Nodes {
		if n := &s.Nodes[i]; managed(n) {
			node[n.AttachedAssetID] = n.NodeID
		}
	}
	out := make([]topology.Circuit, 0, len(s.Circuits))
	for _, c := range s.Circuits {
		out = append(out, topology.Circuit{
			CircuitID: c.CircuitID, NodeID: node[c.CircuitID], DefaultCapacityWatts: c.DefaultCapacityWatts,
			FailSafeCapacityWatts: c.FailSafeCapacityWatts, GapPolicy: c.GapPolicy,
		})
	}
	return out
}

// managed reports whether resync owns a node.
func managed(n *topology.Node) bool {
	return n.ParentNodeID == "" && n.AttachedAssetType != nil && *n.AttachedAssetType == topology.CircuitAsset
}

// tree is the nodes as a tree.
func (s *State) tree() (*topology.Tree, error) {
	tree, err := topology.NewTree(s.Microgrid.MicrogridID, s.Nodes)
	if err != nil {
		return nil, fmt.Errorf("read the tree as it is kept: %w", err)
	}
	return tree, nil
}

// constraints are the limits that hold on the tree, with what narrows them for a time.
func (s *State) constraints() (*topology.Constraints, error) {
	given, err := s.Given()
	if err != nil {
		return nil, err
	}
	return topology.NewConstraints(given), nil
}

// Given is what constraints are made from: limits, points, circuits, envelopes and sources. MICROGRID_INVALID
// for a policy that cannot be read.
func (s *State) Given() (topology.Given, error) {
	policy, err := s.policy()
	if err != nil {
		return topology.Given{}, broken(RuleLocalConfig, "%s", err)
	}
	return topology.Given{Limits: s.Limits, Envelopes: s.Envelopes, Health: s.health(), Circuits: s.circuits(), Gap: policy.Gap}, nil
}

// point is the control point of this id; nil where there is none.
func (s *State) point(id topology.ID) *Point {
	for i := range s.Points {
		if s.Points[i].ControlPointID == id {
			return &s.Points[i]
		}
	}
	return nil
}
