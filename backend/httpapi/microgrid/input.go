package microgrid

import (
	"time"

	"github.com/google/uuid"
)

// MicrogridPath names the microgrid an operation is about.
type MicrogridPath struct { //nolint:revive // its name in the API's description
	MicrogridID uuid.UUID `path:"microgrid_id" format:"uuid" doc:"The microgrid." example:"0198c0de-0000-7000-8000-000000000030"`
}

// DepotPath names the site an operation is about.
type DepotPath struct {
	DepotID uuid.UUID `path:"depot_id" format:"uuid" doc:"The site." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
}

type topologyInput struct {
	MicrogridPath
	Body TopologyEdit
}

type limitsInput struct {
	MicrogridPath
	NodeID uuid.UUID `query:"node_id" format:"uuid" doc:"Only those of this node."`
}

type limitInput struct {
	MicrogridPath
	Body NodeLimitRequest
}

type pointsInput struct {
	MicrogridPath
	CapabilityType string    `query:"capability_type" enum:"LOAD_BALANCING,PEAK_SHAVING,DER,ENERGY_OPTIMISATION" doc:"Only those of this type."`
	NodeID         uuid.UUID `query:"node_id" format:"uuid" doc:"Only those of this node."`
}

// PointPath names a control point an operation is about.
type PointPath struct {
	MicrogridPath
	ControlPointID uuid.UUID `path:"control_point_id" format:"uuid" doc:"The control point." example:"0198c0de-0000-7000-8000-000000000035"`
}

type pointInput struct {
	PointPath
	Body ControlPointRequest
}

type reportInput struct {
	PointPath
	Body StatusReport
}

type historyInput struct {
	PointPath
	From   time.Time `query:"from" doc:"First instant of observation."`
	To     time.Time `query:"to" doc:"End of observation, not included."`
	Cursor string    `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit  int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Events of a page."`
}

type depotReportInput struct {
	DepotPath
	Body StatusReport
}

type resourcesInput struct {
	MicrogridPath
	NodeID    uuid.UUID `query:"node_id" format:"uuid" doc:"Only this node and what hangs on it."`
	AssetType string    `query:"asset_type" enum:"CIRCUIT,CHARGE_POINT,CONNECTOR,POWER_SOURCE" doc:"Only nodes that stand for this kind of thing."`
	Group     string    `query:"group" maxLength:"200" doc:"Only what hangs on the virtual node of this name."`
}

// CircuitPath names a circuit an operation is about.
type CircuitPath struct {
	DepotPath
	CircuitID uuid.UUID `path:"circuit_id" format:"uuid" doc:"The circuit." example:"0198c0de-0000-7000-8000-000000000037"`
}

type circuitInput struct {
	CircuitPath
	Body CircuitRequest
}

type circuitRemovalInput struct {
	CircuitPath
	Version int64 `query:"version" minimum:"1" required:"true" doc:"The version that was read." example:"2"`
}

type rebalanceInput struct {
	MicrogridPath
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Stands for correlation_id where that is absent."`
	Body RebalanceRequest
}

type cyclesInput struct {
	MicrogridPath
	Outcome string `query:"outcome" enum:"APPLIED,CURTAILED,REJECTED" doc:"Only those that came to this."`
	Cursor  string `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Cycles of a page."`
}

type cycleInput struct {
	MicrogridPath
	CycleID  uuid.UUID `path:"cycle_id" format:"uuid" doc:"The cycle." example:"0198c0de-0000-7000-8000-000000000040"`
	Language string    `query:"language" enum:"en,de" default:"en" doc:"Of the explanation."`
}

type executionInput struct {
	MicrogridPath
	CycleID uuid.UUID `path:"cycle_id" format:"uuid" doc:"The cycle." example:"0198c0de-0000-7000-8000-000000000040"`
}

type requestsInput struct {
	MicrogridPath
	Body LeafRequests
}
