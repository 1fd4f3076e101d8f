package controltest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
	"ohmstead/field/strict"
)

// room is how many requests fit on one asset without allocating.
const room = 16

// Rig runs the controllers of a piece of a site file. The exported fields may be changed between
// two steps.
type Rig struct {
	// Now is the instant of the next step, Cycle how far a step moves it.
	Now   time.Time
	Cycle time.Duration
	// Mode is the control mode; without one in the file every controller is armed.
	Mode     control.Mode
	Standing control.Standing
	Site     *site.Site
	Filing   *control.Filing
	// Last are the set-points of the last step by Asset: what each asset does under what was asked.
	Last []unit.Power

	t      testing.TB
	inbox  *image.Inbox
	image  *image.Image
	read   map[image.Handle]point.Reading // put anew in every step
	before time.Time
}

// New is a rig for the YAML text of a site file's part: assets, controllers and, where wanted,
// cycle (1s), mode, max_age and time_zone. It starts on 1 June 2026 at 12:00 UTC, a Monday, with
// every asset at its safe state. A text that a site file could not hold fails the test.
func New(t testing.TB, text string) *Rig {
	t.Helper()
	built, err := build(text)
	if err != nil {
		t.Fatal(err)
	}
	r := &Rig{
		Now: time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC), Cycle: built.Config.Cycle,
		Mode: built.Config.Mode, Site: built, Filing: control.NewFiling(built.Places(), room),
		Last: make([]unit.Power, built.Places()), t: t,
		inbox: image.NewInbox(built.Layout), image: image.New(built.Layout),
		read: map[image.Handle]point.Reading{},
	}
	for i, a := range built.Assets {
		r.Last[i] = a.SafeState
	}
	r.addUp()
	return r
}

// Refused is the complaint about a text that a site file cannot hold; a text that it can fails the
// test.
func Refused(t testing.TB, text string) error {
	t.Helper()
	_, err := build(text)
	if err == nil {
		t.Fatalf("nothing is wrong with\n%s", text)
	}
	return err
}

// Refuses fails the test unless a text is refused with this code.
func Refuses(t testing.TB, code reason.Code, text string) {
	t.Helper()
	if err := Refused(t, text); !errors.Is(err, reason.New(code, nil)) {
		t.Errorf("refused with %v, want %s", err, code)
	}
}

func build(text string) (*site.Site, error) {
	doc, err := strict.Parse("rig.yaml", []byte(text))
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	config := site.Core(doc, root)
	if !root.Has("cycle") {
		config.Cycle = time.Second
	}
	config.TimeZone = site.ReadTimeZone(root)
	root.Done()
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return site.Build(config, site.Everything)
}

// Put reads a channel as GOOD in every step from the next on, until it is put again or silenced.
func (r *Rig) Put(channel string, value float64) {
	r.t.Helper()
	r.read[r.Handle(channel)] = point.Reading{Value: value, Quality: point.Good}
}

// PutBad reads a channel that the device calls invalid, in every step from the next on.
func (r *Rig) PutBad(channel string) {
	r.t.Helper()
	h := r.Handle(channel)
	r.read[h] = point.Reading{Value: r.read[h].Value, Quality: point.Bad}
}

// Silence reads a channel no more: its last value grows old.
func (r *Rig) Silence(channel string) {
	r.t.Helper()
	delete(r.read, r.Handle(channel))
}

// Handle is a channel's place by its full name, such as ess0.SOC.
func (r *Rig) Handle(channel string) image.Handle {
	r.t.Helper()
	asset, name, _ := strings.Cut(channel, ".")
	h := r.Site.Layout.Lookup(asset, name)
	if h == image.None {
		r.t.Fatalf("the rig has no channel %s", channel)
	}
	return h
}

// Asset is the place of an asset or a cluster by its id.
func (r *Rig) Asset(id string) control.Asset {
	r.t.Helper()
	place, ok := r.Site.Place(id)
	if !ok {
		r.t.Fatalf("the rig has no asset %s", id)
	}
	return place
}

// Step runs one cycle: everything put becomes visible, every armed controller proposes, and what
// each asset then does is the next step's Last. Afterwards the clock moves on.
func (r *Rig) Step() {
	r.propose()
	for i := range r.Site.Assets {
		r.Last[i], _ = envelope.Fold(r.Site.Assets[i].Fold, r.Filing.Of(control.Asset(i)), nil)
	}
	r.addUp()
	r.Now = r.Now.Add(r.Cycle)
}

// addUp gives clusters what their members do. What is asked of a cluster moves nothing here: how it
// is shared is for arbitration.
func (r *Rig) addUp() {
	for n, g := range r.Site.Groups {
		sum := unit.Power(0)
		for _, i := range g.Assets {
			sum += r.Last[i]
		}
		r.Last[len(r.Site.Assets)+n] = sum
	}
}

// Run steps through a time span: as many cycles as begin in it.
func (r *Rig) Run(span time.Duration) {
	for end := r.Now.Add(span); r.Now.Before(end); {
		r.Step()
	}
}

func (r *Rig) propose() {
	for h, reading := range r.read {
		reading.At = r.Now
		r.inbox.Put([]image.Update{{Handle: h, Reading: reading}})
	}
	r.inbox.Freeze(r.Now, r.image)
	in := r.input()
	r.before = r.Now
	r.Filing.Reset()
	for _, c := range r.Site.Controllers {
		if c.Spec.ArmedIn(r.Mode) {
			r.Filing.As(c.ID, c.Level)
			c.Propose(in, r.Filing)
		}
	}
	r.checkRaised()
}

// checkRaised holds controllers to the events that their catalogue entry lists.
func (r *Rig) checkRaised() {
	r.t.Helper()
	told := r.Filing.Notices()
	if fault, ok := r.Filing.Faulted(); ok {
		told = append(slices.Clip(told), fault)
	}
	for _, n := range told {
		for _, c := range r.Site.Controllers {
			if c.ID == n.By && !slices.Contains(c.Spec.Raises, n.Code) {
				r.t.Errorf("%s raises %s, which %s does not list", n.By, n.Code, c.Type)
			}
		}
	}
}

func (r *Rig) input() control.Input {
	since := time.Duration(0)
	if !r.before.IsZero() {
		since = max(r.Now.Sub(r.before), 0)
	}
	return control.Input{Now: r.Now, Since: since, Mode: r.Mode, Image: r.image, Last: r.Last, Standing: &r.Standing}
}

// Controller is the controller of an id, for what only it can be asked, such as its latches.
func (r *Rig) Controller(id string) control.Controller {
	r.t.Helper()
	for _, c := range r.Site.Controllers {
		if c.ID == id {
			return c.Controller
		}
	}
	r.t.Fatalf("the rig has no controller %s", id)
	return nil
}
