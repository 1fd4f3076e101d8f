package microgrid

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// Service applies the rules of document 004.
type Service struct {
	Store
}

// NewService is a service over a store.
func NewService(store Store) *Service { return &Service{Store: store} }

// Rules of what is said about a microgrid, beside those of energy/topology. They are what violated_rule
// says.
const (
	RuleLimitNode      = "LIMIT_ON_A_NODE_THAT_CAN_CARRY_IT"
	RuleLimitTwice     = "ONE_ACTIVE_PER_NODE_AND_TYPE"
	RuleLimitWatts     = "LIMIT_WATTS_IN_RANGE"
	RuleLimitMoved     = "LIMIT_KEEPS_NODE_AND_TYPE"
	RuleLocalConfig    = "LOCAL_CONFIG_SCHEMA"
	RulePointType      = "CONTROL_POINT_KEEPS_ITS_TYPE"
	RulePointUnknown   = "CONTROL_POINT_OF_THIS_MICROGRID"
	RuleStatusText     = "OPERATIONAL_STATUS_IS_TEXT_OR_BOOLEAN"
	RuleStatusDetail   = "STATUS_DETAIL_IS_AN_OBJECT"
	RuleEventCopies    = "EVENT_AGREES_WITH_CONTROL_POINT"
	RuleWholeMicrogrid = "WHOLE_MICROGRID_POINT_OF_THIS_TYPE"
	RuleCircuitParent  = "PARENT_IS_A_CIRCUIT_ABOVE"
	RuleCircuitInUse   = "REMOVED_CIRCUIT_HAS_CIRCUITS"
	RuleRequestLeaf    = "REQUEST_OF_A_LEAF"
	RuleSnapshot       = "CYCLE_INPUTS_AGREE"
	RuleConnection     = "GRID_CONNECTION_OF_THIS_SITE"
)

// broken is the refusal of what breaks a rule.
func broken(rule, detail string, args ...any) *reason.Error {
	return reason.New(reason.MicrogridInvalid, reason.Params{"rule": rule, "detail": fmt.Sprintf(detail, args...)})
}

// keyOf is a key over what is asked; nil where the caller gave none.
func keyOf(kind, text string, asked any) (*Key, error) {
	if text == "" {
		return nil, nil
	}
	body, err := json.Marshal(asked)
	if err != nil {
		return nil, fmt.Errorf("encode what is asked: %w", err)
	}
	return &Key{Kind: kind, Text: text, Hash: sha256.Sum256(body)}, nil
}

// newID draws a public id that sorts by time.
func newID() (topology.ID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return topology.ID(id.String()), nil
}

// answered is the answer given, or reads the one that was kept.
func answered[T any](a Answer, err error) (T, error) {
	var out T
	if err != nil {
		return out, err
	}
	if given, ok := a.Given.(T); ok {
		return given, nil
	}
	if err := json.Unmarshal(a.Body, &out); err != nil {
		return out, fmt.Errorf("read a kept answer: %w", err)
	}
	return out, nil
}
