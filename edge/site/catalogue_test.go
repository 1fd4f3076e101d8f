package site_test

import (
	"slices"
	"testing"

	"ohmstead/edge/control"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
)

// The catalogue validates files and writes the manual, so every entry has to be whole.
func TestEveryCatalogueEntryIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range site.Catalogue() {
		if seen[s.Type] || s.Summary == "" || s.Formula == "" || s.Source == "" || s.Impact == "" || s.Fallback == "" || s.New == nil {
			t.Errorf("%s stands twice or lacks summary, formula, source, impact, fallback or constructor", s.Type)
		}
		seen[s.Type] = true
		moves := false
		for _, f := range s.Fields {
			moves = moves || f.Moves || len(f.Sets) > 0
			checkField(t, s.Type, f)
		}
		if !moves {
			t.Errorf("%s moves no asset", s.Type)
		}
	}
}

func checkField(t *testing.T, of string, f control.Field) {
	t.Helper()
	if f.Meaning == "" {
		t.Errorf("%s.%s has no meaning", of, f.Name)
	}
	switch f.Kind {
	case control.AssetField, control.AssetsField:
		if len(f.Natures) == 0 {
			t.Errorf("%s.%s allows no nature", of, f.Name)
		}
		for _, n := range f.Natures {
			for _, channel := range slices.Concat(f.Reads, f.Sets) {
				if _, ok := point.Lookup(n, channel); !ok {
					t.Errorf("%s.%s reads or sets %s, which a %s has not", of, f.Name, channel, n)
				}
			}
		}
	case control.NumberField:
		if f.Unit == "" || f.Min >= f.Max || !f.Required && (f.Default < f.Min || f.Default > f.Max) {
			t.Errorf("%s.%s: default %v %s, range %v to %v", of, f.Name, f.Default, f.Unit, f.Min, f.Max)
		}
	}
}
