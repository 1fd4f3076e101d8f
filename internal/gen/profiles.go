package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"ohmstead/field/profile"
)

// offered is what a person choosing a profile is told of it.
type offered struct {
	ID      string   `json:"id"`
	Vendor  string   `json:"vendor"`
	Models  []string `json:"models"`
	Natures []string `json:"natures"`
	Sets    []string `json:"sets"`
	SunSpec bool     `json:"sunspec"` // reads the published models, whoever made the device
	Port    int      `json:"port"`
	Unit    uint8    `json:"unit"`
}

// profilesModule is the profiles that a device can be asked by over TCP, as a TypeScript module.
func profilesModule() ([]byte, error) {
	registers, err := profile.Load()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "// %s\n\n", marker)
	b.WriteString("/** Device profiles by which a device is asked over TCP. */\nexport const profiles = [\n")
	for _, id := range registers.IDs() {
		p, _ := registers.Profile(id)
		if !p.Transport.TCP {
			continue
		}
		one := offered{ID: id, Vendor: p.Vendor, Models: p.Models, Natures: []string{}, Sets: []string{}, SunSpec: p.UsesSunSpec(), Port: p.Transport.Port, Unit: p.Transport.Unit}
		for _, n := range p.Natures {
			one.Natures = append(one.Natures, string(n))
		}
		for _, c := range p.Controls {
			if !slices.Contains(one.Sets, c.Channel) {
				one.Sets = append(one.Sets, c.Channel)
			}
		}
		data, err := json.Marshal(one)
		if err != nil {
			return nil, fmt.Errorf("encode profile %s: %w", id, err)
		}
		fmt.Fprintf(&b, "  %s,\n", data)
	}
	b.WriteString("] as const;\n")
	return b.Bytes(), nil
}
