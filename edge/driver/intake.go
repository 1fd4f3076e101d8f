package driver

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/document"
)

// Intake takes the documents of one device into the image, whatever brought them. It is safe for
// concurrent use, since some devices speak unasked.
type Intake struct {
	Plan *document.Plan

	assets   []site.Bound
	mu       sync.Mutex
	readings *Readings
}

// NewIntake compiles a profile for a device and its assets.
func NewIntake(cfg Config, dev site.Device, p *document.Profile) (*Intake, error) {
	in := &Intake{assets: cfg.Assets(dev.Key)}
	o := document.Options{Params: dev.Params}
	for _, a := range in.assets {
		o.Targets = append(o.Targets, a.Nature)
	}
	var err error
	if in.Plan, err = p.Compile(o); err != nil {
		return nil, fmt.Errorf("device %s: %w", dev.Key, err)
	}
	places := make([]image.Handle, len(in.Plan.Slots))
	for i, s := range in.Plan.Slots {
		places[i] = cfg.Site.Layout.Lookup(in.assets[s.Target].ID, s.Channel.Name)
	}
	in.readings = NewReadings(cfg.Inbox, places)
	return in, nil
}

// Take puts what a document says into the image. The error is what the document has that the
// profile does not expect; the rest is taken all the same.
func (in *Intake) Take(ctx context.Context, a document.Arrival) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	values, err := in.Plan.Take(ctx, a)
	in.put(values)
	return err
}

// Confirm says that what is told on change alone still holds at the instant at.
func (in *Intake) Confirm(ctx context.Context, at time.Time) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.put(in.Plan.Confirm(ctx, at))
}

// Forget drops what arrived so far, when the device has fallen silent.
func (in *Intake) Forget() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.Plan.Forget()
}

func (in *Intake) put(values []document.Value) {
	for _, v := range values {
		switch v.State {
		case document.Good:
			in.readings.Good(v.Slot, v.Number, v.At)
		case document.Bad:
			in.readings.Bad(v.Slot, v.At)
		default: // nothing can be said yet
		}
	}
	in.readings.Put()
}

// Groups are the set-points that the device takes.
func (in *Intake) Groups() []Group {
	groups := make([]Group, 0, len(in.Plan.Groups))
	for _, g := range in.Plan.Groups {
		groups = append(groups, Group{
			Controls:    []Control{{Asset: in.assets[g.Target].ID, Channel: g.Channel.Name}},
			MinInterval: g.MinInterval, OnChange: g.OnChange, Flash: g.Flash,
		})
	}
	return groups
}

// Watchdog is how the device notices that nobody controls it any more.
func (in *Intake) Watchdog() Watchdog {
	w := in.Plan.Watchdog
	return Watchdog{Period: w.Period, Renews: w.Kind != document.NoWatchdog, Holds: w.OnLoss == document.Hold}
}

// Documents are a library's profiles of one protocol as the edge knows them beside those of others.
func Documents(lib *document.Library, protocol document.Protocol) []Profile {
	ids := lib.Where(document.Speaks(protocol))
	out := make([]Profile, 0, len(ids))
	for _, id := range ids {
		p, _ := lib.Profile(id)
		out = append(out, Profile{
			ID: id, Vendor: p.Vendor, Protocol: string(protocol), Natures: p.Natures, Channels: p.Channels, Rate: p.Rate,
			Check: func(field string, dev site.Device, assets []site.Asset) error {
				return checkDocuments(field, dev, assets, p)
			},
		})
	}
	return out
}

// checkDocuments is what a profile of documents wants of a device.
func checkDocuments(field string, dev site.Device, assets []site.Asset, p *document.Profile) error {
	if _, err := p.Fill(field+".params", dev.Params); err != nil {
		return err
	}
	seen := map[point.Nature]bool{}
	for _, a := range assets {
		if seen[a.Nature] {
			return reason.New(reason.InvalidValue, reason.Params{
				"field": field + ".key", "value": strconv.Quote(dev.Key),
				"want": "a device that one asset of nature " + string(a.Nature) + " names; give each its own entry under devices",
			})
		}
		seen[a.Nature] = true
	}
	return nil
}
