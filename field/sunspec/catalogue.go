package sunspec

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

//go:embed models/*.json models/LICENSE models/SOURCE.txt
var published embed.FS

// Catalogue holds the published models by id.
type Catalogue struct{ models map[uint16]*Model }

// Load reads the embedded models. It takes some milliseconds: do it once and share the result,
// which never changes.
func Load() (*Catalogue, error) {
	files, err := published.ReadDir("models")
	if err != nil {
		return nil, fmt.Errorf("list embedded SunSpec models: %w", err)
	}
	c := &Catalogue{models: make(map[uint16]*Model, len(files))}
	for _, f := range files {
		var id uint16
		if n, _ := fmt.Sscanf(f.Name(), "model_%d.json", &id); n != 1 {
			continue
		}
		data, err := published.ReadFile("models/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("read embedded SunSpec model %d: %w", id, err)
		}
		m, err := Parse(data)
		if err != nil {
			return nil, fmt.Errorf("parse embedded SunSpec model %d: %w", id, err)
		}
		c.models[m.ID] = m
	}
	return c, nil
}

// Model is the model of this id; false for one that is not embedded.
func (c *Catalogue) Model(id uint16) (*Model, bool) {
	m, ok := c.models[id]
	return m, ok
}

// IDs lists the embedded models in ascending order.
func (c *Catalogue) IDs() []uint16 { return slices.Sorted(maps.Keys(c.models)) }

// Model is one SunSpec information model.
type Model struct {
	ID    uint16 `json:"id"`
	Group Group  `json:"group"`
}

// Group is a run of points followed by sub-groups.
type Group struct {
	Name   string  `json:"name"`
	Type   string  `json:"type"` // "sync" must be read and written in one request
	Count  Count   `json:"count"`
	Points []Point `json:"points"`
	Groups []Group `json:"groups"`
}

// Point is one value of a group.
type Point struct {
	Name      string   `json:"name"`
	Type      Type     `json:"type"`
	Size      int      `json:"size"` // registers
	Scale     Scale    `json:"sf"`
	Units     string   `json:"units"`
	Access    string   `json:"access"`    // "RW" or absent
	Mandatory string   `json:"mandatory"` // "M" or absent
	Symbols   []Symbol `json:"symbols"`
}

// Writable reports whether the device takes writes to the point.
func (p *Point) Writable() bool { return p.Access == "RW" }

// Symbol names a value of an enumeration or a bit of a bit field.
type Symbol struct {
	Name  string `json:"name"`
	Value int64  `json:"value"`
}

// Count says how often a group occurs. The zero Count is once.
type Count struct {
	Given bool
	Fixed int    // 0 with Given and no Name: repeat to the end of the block
	Name  string // the point that holds the count
}

// UnmarshalJSON reads a number or the name of a point.
func (c *Count) UnmarshalJSON(data []byte) error {
	c.Given = true
	return numberOrName(data, &c.Fixed, &c.Name)
}

// Scale is a point's scale factor: an exponent of ten, fixed or held by another point.
type Scale struct {
	Fixed int
	Name  string
}

// UnmarshalJSON reads a number or the name of a point.
func (s *Scale) UnmarshalJSON(data []byte) error { return numberOrName(data, &s.Fixed, &s.Name) }

func numberOrName(data []byte, number *int, name *string) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, name)
	}
	return json.Unmarshal(data, number)
}

// Parse reads one model in the JSON form of sunspec/models and checks what a layout relies on.
func Parse(data []byte) (*Model, error) {
	m := &Model{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, err
	}
	p := m.Group.Points
	if len(p) < 2 || p[0].Name != "ID" || p[1].Name != "L" {
		return nil, fmt.Errorf("model %d does not begin with ID and L", m.ID)
	}
	return m, m.Group.check()
}

func (g *Group) check() error {
	for _, p := range g.Points {
		if n := p.Type.words(); p.Size < 1 || n > 0 && n != p.Size {
			return fmt.Errorf("point %s of type %q has size %d", p.Name, p.Type, p.Size)
		}
	}
	for i := range g.Groups {
		if err := g.Groups[i].check(); err != nil {
			return fmt.Errorf("group %s: %w", g.Groups[i].Name, err)
		}
	}
	return nil
}
