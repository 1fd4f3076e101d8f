package microgrid

import (
	"time"

	"github.com/google/uuid"
)

// CycleExecution is what became of a cycle.
type CycleExecution struct {
	CycleID  uuid.UUID       `json:"cycle_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000040"`
	Enforced bool            `json:"enforced" doc:"False where control was disabled: nothing of it is carried out." example:"true"`
	Leaves   []LeafExecution `json:"leaves" nullable:"false" doc:"Controllable leaves, by node_id."`
}

// LeafExecution is what became of what one leaf was given.
type LeafExecution struct {
	NodeID         uuid.UUID      `json:"node_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000031"`
	SinceCycle     uuid.UUID      `json:"since_cycle" format:"uuid" doc:"The first cycle that gave it so much; the one that is asked for, or one before." example:"0198c0de-0000-7000-8000-000000000040"`
	AskedWatts     int64          `json:"asked_watts" doc:"What it was given." example:"7000"`
	OrderedWatts   *int64         `json:"ordered_watts" doc:"What it was told last; null where no order to it holds." example:"7000"`
	OrderedAt      *time.Time     `json:"ordered_at" doc:"When it was told that, by this cycle or before." example:"2026-06-01T12:00:01Z"`
	ConfirmedWatts *int64         `json:"confirmed_watts" doc:"What it is known to keep to; null while that is not asked_watts." example:"7000"`
	ConfirmedAt    *time.Time     `json:"confirmed_at" doc:"Since when that is known." example:"2026-06-01T12:00:03Z"`
	EndedAt        *time.Time     `json:"ended_at" doc:"When a later cycle gave it something else; null while this holds." example:"2026-06-01T12:05:00Z"`
	ReasonCode     string         `json:"reason_code" doc:"Why it does not have what it was given; empty where it does, or may yet." example:"ORDER_EDGE_SILENT"`
	Params         map[string]any `json:"params" doc:"The parameters of that."`
	TextEN         string         `json:"text_en" doc:"That in English." example:"nothing can be ordered: the edge of the site does not answer"`
	TextDE         string         `json:"text_de" doc:"That in German." example:"nichts kann angeordnet werden: das Edge des Standorts antwortet nicht"`
}
