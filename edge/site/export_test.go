package site

import (
	"ohmstead/edge/control"
	"ohmstead/energy/slot"
	"ohmstead/field/strict"
)

// ReadFields reads a file's text as the parameters of a type with these fields.
func ReadFields(text string, fields ...control.Field) (Controller, error) {
	doc, err := strict.Parse("fields.yaml", []byte(text))
	if err != nil {
		return Controller{}, err
	}
	c := Config{Assets: []Asset{{ID: "ess0", Nature: "ESS"}, {ID: "ess1", Nature: "ESS"}, {ID: "meter0", Nature: "GRID_METER"}}}
	r := Controller{
		Assets: map[string][]string{}, Values: control.NewValues(),
		Rows: map[string][]control.Values{}, Weeks: map[string]slot.Week{},
	}
	root := doc.Root()
	c.readFields(root, fields, &r)
	root.Done()
	return r, doc.Err()
}

// MemberOf is what a controller would know of an asset or a cluster.
func (s *Site) MemberOf(id string) control.Member { return s.member(id, nil) }

// NeedsOf are the channels that must be fresh, by asset and cluster.
func (s *Site) NeedsOf() (map[string][]control.Need, error) { return s.needs() }
