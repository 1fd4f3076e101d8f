package site

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/strict"
)

// Cluster is assets of one nature that controllers may move as one.
type Cluster struct {
	ID      string
	Members []string
	Nature  point.Nature // of all members
	Place   strict.Place
}

// Group is a cluster put together: a place of its own beside the assets.
type Group struct {
	Cluster
	Assets []int // its members in Site.Assets
}

// readCluster reads a cluster; the list of assets has been read before.
func (c *Config) readCluster(m *strict.Map) Cluster {
	m.Require("id")
	m.Require("members")
	field := control.Field{Name: "members", Natures: []point.Nature{point.ESS, point.PV, point.EVCS, point.Load, point.Generator}}
	faults := m.Faults()
	one := Cluster{ID: m.Text("id"), Place: m.Place()}
	one.Members = c.known(m, field, m.Texts("members"))
	m.Done()
	if m.Faults() > faults || c.inDoubt {
		return one
	}
	if len(one.Members) == 0 {
		m.Invalid("members", "at least one asset")
		return one
	}
	first, _ := c.asset(one.Members[0])
	one.Nature = first.Nature
	for _, id := range one.Members {
		if a, _ := c.asset(id); a.Nature != one.Nature {
			m.Invalid("members", fmt.Sprintf("assets of one nature; %s is %s, %s is %s", first.ID, first.Nature, id, a.Nature))
			return one
		}
	}
	return one
}

// natureOf is the nature of an asset or of a cluster's members; false where there is neither.
func (c *Config) natureOf(id string) (point.Nature, bool) {
	if a, is := c.asset(id); is {
		return a.Nature, true
	}
	k, is := c.cluster(id)
	return k.Nature, is
}

func (c *Config) clusterNames() []named {
	var clusters []named
	for _, k := range c.Clusters {
		clusters = append(clusters, named{"cluster id", k.ID, k.Place})
	}
	return clusters
}

func (c *Config) asset(id string) (Asset, bool) {
	i := slices.IndexFunc(c.Assets, func(a Asset) bool { return a.ID == id })
	if i < 0 {
		return Asset{}, false
	}
	return c.Assets[i], true
}

func (c *Config) cluster(id string) (Cluster, bool) {
	i := slices.IndexFunc(c.Clusters, func(k Cluster) bool { return k.ID == id })
	if i < 0 {
		return Cluster{}, false
	}
	return c.Clusters[i], true
}

// expanded puts the members of a cluster in its place.
func (c *Config) expanded(ids []string) []string {
	var all []string
	for _, id := range ids {
		if k, is := c.cluster(id); is {
			all = append(all, k.Members...)
			continue
		}
		all = append(all, id)
	}
	return all
}

// layOutCluster gives a cluster the channels that all of its members have and that can be made of
// theirs. The state of charge is weighted by capacity, so each battery has to say its own.
func (s *Site) layOutCluster(k Cluster) error {
	g := Group{Cluster: k}
	var weights []float64
	for _, id := range k.Members {
		i := s.index(id)
		g.Assets = append(g.Assets, i)
		if !s.Assets[i].Controllable() {
			return fmt.Errorf("%s: %w", k.Place, s.unmovable(i))
		}
		if k.Nature == point.ESS && s.Assets[i].CapacityWh == 0 {
			return fmt.Errorf("%s: %w", k.Place, reason.New(reason.MissingField, reason.Params{"field": "capacity_wh of " + id}))
		}
		weights = append(weights, float64(s.Assets[i].CapacityWh))
	}
	for _, channel := range point.ChannelsOf(k.Nature) {
		if err := s.derive(k, channel, weights); err != nil {
			return fmt.Errorf("%s: %w", k.Place, err)
		}
	}
	s.Groups = append(s.Groups, g)
	return nil
}

func (s *Site) derive(k Cluster, channel point.Channel, capacities []float64) error {
	var d image.Derived
	var age, lasts time.Duration
	for _, id := range k.Members {
		h := s.Layout.Lookup(id, channel.Name)
		if h == image.None {
			return nil
		}
		d.From = append(d.From, h)
		age, lasts = max(age, s.Layout.Channels()[h].MaxAge), max(lasts, s.lasts[h])
	}
	switch made(channel.Name) {
	case bySum:
	case byCapacity:
		d.Weights = capacities
	case byMean:
		d.Weights = slices.Repeat([]float64{1}, len(d.From))
	default:
		return nil
	}
	_, err := s.Layout.Derive(image.Channel{Asset: k.ID, Nature: k.Nature, Point: channel, MaxAge: age}, d)
	s.lasts = append(s.lasts, lasts)
	return err
}

// joint is how a cluster's channel is made of its members'.
type joint int

const (
	notAtAll joint = iota
	bySum
	byCapacity
	byMean
)

// made says how a cluster's channel follows: powers and energies add up, a state of charge is
// weighted by capacity, voltages and the frequency are means. What is true of one device only, such
// as a temperature or a fault, has no counterpart.
func made(channel string) joint {
	switch channel {
	case point.ReactivePower, point.AllowedCharge, point.AllowedDischarge, "Capacity",
		"EnergyCharged", "EnergyDischarged", "EnergyGenerated", "EnergySession", "EnergyConsumed", "DC_Power":
		return bySum
	case point.SOC, "SOH":
		return byCapacity
	case point.Frequency:
		return byMean
	}
	switch name, _, _ := strings.Cut(channel, "_L"); name {
	case point.ActivePower, point.ReactivePower:
		return bySum
	case "Voltage":
		return byMean
	}
	return notAtAll
}

// Places is how many places there are in the cycle: assets, clusters, then phases that are moved by
// themselves.
func (s *Site) Places() int {
	n := len(s.Assets) + len(s.Groups)
	for i := range s.Assets {
		if s.Assets[i].PerPhase {
			n += 3
		}
	}
	return n
}

// Place is where the asset or cluster with this id stands in the cycle; false where there is none.
func (s *Site) Place(id string) (control.Asset, bool) {
	if i := s.index(id); i >= 0 {
		return control.Asset(i), true
	}
	i := slices.IndexFunc(s.Groups, func(g Group) bool { return g.ID == id })
	return control.Asset(len(s.Assets) + i), i >= 0
}

// PhasesOf are the places of an asset's phases, NoAsset where they are not moved by themselves.
func (s *Site) PhasesOf(asset int) [3]control.Asset {
	if !s.Assets[asset].PerPhase {
		return noPhases()
	}
	first := len(s.Assets) + len(s.Groups)
	for i := range asset {
		if s.Assets[i].PerPhase {
			first += 3
		}
	}
	return [3]control.Asset{control.Asset(first), control.Asset(first + 1), control.Asset(first + 2)}
}

// GroupsOf are the places of the clusters that an asset is a member of.
func (s *Site) GroupsOf(asset int) []control.Asset {
	var all []control.Asset
	for n := range s.Groups {
		if slices.Contains(s.Groups[n].Assets, asset) {
			all = append(all, control.Asset(len(s.Assets)+n))
		}
	}
	return all
}

// Name is what a place is called, "" for NoAsset; a phase of ess0 is called ess0.L1.
func (s *Site) Name(a control.Asset) string {
	switch n := int(a); {
	case n < 0 || n >= s.Places():
		return ""
	case n < len(s.Assets):
		return s.Assets[n].ID
	case n < len(s.Assets)+len(s.Groups):
		return s.Groups[n-len(s.Assets)].ID
	}
	for i := range s.Assets {
		for k, phase := range s.PhasesOf(i) {
			if phase == a {
				return PhaseName(s.Assets[i].ID, k)
			}
		}
	}
	return ""
}

// PhaseName is what the phase k of an asset is called, from 0.
func PhaseName(id string, k int) string { return fmt.Sprintf("%s.L%d", id, k+1) }

// group is the cluster at a place; false for any other place.
func (s *Site) group(a control.Asset) (Group, bool) {
	n := int(a) - len(s.Assets)
	if n < 0 || n >= len(s.Groups) {
		return Group{}, false
	}
	return s.Groups[n], true
}
