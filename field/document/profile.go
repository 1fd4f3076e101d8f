package document

import (
	"context"
	"slices"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/scaling"
)

// Profile is what is known of one kind of device.
type Profile struct {
	ID        string
	Vendor    string
	Models    []string
	Natures   []point.Nature
	Transport Transport
	Params    []Param
	Sources   []Source
	Points    []Point
	Controls  []Control
	Watchdog  Watchdog
	Identify  *Identity

	// Provenance: where the facts come from, how far they are checked, and on which firmware.
	Origin     []string
	Confidence string
	Tested     []string
	Notes      []string
}

// Protocol is how the documents travel.
type Protocol string

// Protocols of documents.
const (
	HTTP Protocol = "http"
	MQTT Protocol = "mqtt"
	CAN  Protocol = "can"
)

// Auth is how a device wants to be told who asks.
type Auth string

// Ways of HTTP authentication.
const (
	NoAuth Auth = ""
	Basic  Auth = "BASIC"  // RFC 7617
	Digest Auth = "DIGEST" // RFC 7616
	Bearer Auth = "BEARER" // RFC 6750
)

// Transport says how to reach the device.
type Transport struct {
	Protocol Protocol
	Timeout  time.Duration // of one request; 0: the site's own
	Auth     Auth          // HTTP: used where the site file has a secret
	User     string        // HTTP: the name all such devices have
	// SilentAfter is how long a device that speaks unasked may say nothing before it counts as
	// silent.
	SilentAfter time.Duration
	// KeepAlive is sent every so often for as long as the device is connected.
	KeepAlive *KeepAlive
	// Wake is sent when the device is met, to hear everything it knows.
	Wake []Send
	// Available is the MQTT topic on which device or broker says whether it is there.
	Available *Available
	// Confirm is an MQTT topic whose messages say that everything which is told on change alone
	// still holds.
	Confirm string
	// Network is the CAN database that lays out the messages.
	Network string
}

// KeepAlive is a message that asks the device to go on talking.
type KeepAlive struct {
	Every time.Duration
	Send  Send
}

// Available is where and how an MQTT device's presence is told.
type Available struct {
	Topic           string
	Online, Offline string
}

// Param is a placeholder that the site file fills in.
type Param struct {
	Name, What string
	Default    string
	Required   bool
}

// Source is one kind of document.
type Source struct {
	Name string
	// Method, Path, Body and ContentType ask for it over HTTP.
	Method, Path, Body, ContentType string
	// Topic is where it arrives over MQTT.
	Topic string
	Plain bool // the payload is a bare text, no JSON
	// Retained says that a message kept by the broker counts as fresh: the device keeps it true.
	Retained bool
	// OnChange says that the document comes when it changes and holds while Transport.Confirm does.
	OnChange bool
	// Message is the CAN message it is made of.
	Message string
	Low     bool          // poll class LOW
	Every   time.Duration // least time between two, or how often the device sends it
	Sample  any           // what the document looks like; nil where a twin may begin with nothing
}

// Point is a channel that is read.
type Point struct {
	Channel string
	Natures []point.Nature
	Measure Measure
}

// Measure finds a number in documents.
type Measure struct {
	// From lists sources: with one the query runs on its document, with several on an object of all
	// of them by name.
	From    []string
	Value   *Query
	Show    *Query // sets $v in the document, for twins
	Scaling scaling.Scaling
	Codes   []Code   // empty: the number itself
	Invalid []string // texts that mean "no value"; null always does
}

// Control is a set-point channel that is sent.
type Control struct {
	Channel     string
	Natures     []point.Nature
	Scaling     scaling.Scaling
	Codes       []Code
	Clamp       *scaling.Range // in the channel's canonical unit
	Step        float64        // the device's resolution, in its own unit; a value is cut towards zero
	MinInterval time.Duration
	// OnChange says that an unchanged value is sent again only to feed the watchdog.
	OnChange bool
	// Flash says that the device stores each write in memory that wears out.
	Flash    bool
	Sends    []Send
	Release  []Send // sent when the edge lets go of the device
	ReadBack *Measure
}

// Send is one message that changes something. In its texts {value} is the set-point in the device's
// terms, {hold} the watchdog's time-out in seconds, and any other name in braces a parameter.
type Send struct {
	When  *scaling.Range // of the set-point in its canonical unit; nil: always
	Scale float64        // of the value once more, such as a third for each of three phases
	// Prepares says that it orders nothing by itself.
	Prepares bool

	Method, Path, Body, ContentType string // HTTP
	Accept                          *Query // true where the reply says that it was done; nil: any 2xx
	Reply                           any    // what a device answers that did it

	Topic, Payload string // MQTT
	QoS            byte
	Retain         bool

	Message string             // CAN
	Signals map[string]float64 // by name; the others are zero
}

// Identity is how a device that is asked over HTTP says what it is.
type Identity struct {
	Path                 string
	Match, Vendor, Model *Query // nil where it does not say
	Want                 string // what a device that does not match should have been
	Sample               any    // what such a device says
}

// Matches reports whether a device that says this of itself is the profile's.
func (i *Identity) Matches(ctx context.Context, doc any) (bool, error) {
	if i.Match == nil {
		return true, nil
	}
	v, err := i.Match.First(ctx, doc)
	return v == true, err
}

// Says is the text that a query finds in what a device says of itself; "" where it finds none.
func (i *Identity) Says(ctx context.Context, q *Query, doc any) string {
	if q == nil {
		return ""
	}
	v, err := q.First(ctx, doc)
	if s, ok := scalarOf(v); ok && err == nil {
		return s.text
	}
	return ""
}

// Kind is how a device notices that nobody controls it any more.
type Kind string

// Kinds of watchdog.
const (
	NoWatchdog Kind = ""
	Rewrite    Kind = "REWRITE"  // the set-points themselves must be sent again in time
	Duration   Kind = "DURATION" // each set-point carries for how long it holds
)

// OnLoss is what a device does when its watchdog runs out.
type OnLoss string

// What devices do on loss.
const (
	InternalControl OnLoss = "INTERNAL_CONTROL" // its own control takes over
	Zero            OnLoss = "ZERO"             // idle, switched off
	Hold            OnLoss = "HOLD"             // the last set-point stays: the edge must undo it
)

// Watchdog is how a device is kept under control and what it does when control is lost.
type Watchdog struct {
	Kind    Kind
	Period  time.Duration // how often the edge feeds it
	Timeout time.Duration // after which the device acts on loss
	OnLoss  OnLoss
	Disarm  []Send // sent when the edge stops on purpose
}

// Channels lists the channels an asset of this nature gets, with set-points and their read-backs,
// in the order of the profile.
func (p *Profile) Channels(nature point.Nature) []point.Channel {
	var channels []point.Channel
	add := func(natures []point.Nature, name string) {
		if c, ok := point.Lookup(nature, name); ok && slices.Contains(natures, nature) {
			channels = append(channels, c)
		}
	}
	for _, pt := range p.Points {
		add(pt.Natures, pt.Channel)
	}
	for _, c := range p.Controls {
		add(c.Natures, c.Channel)
		if c.ReadBack != nil {
			add(c.Natures, c.Channel+point.AppliedSuffix)
		}
	}
	return channels
}

// Rate is how a channel of a nature is read: whether in class LOW, and its least interval.
func (p *Profile) Rate(nature point.Nature, channel string) (low bool, interval time.Duration) {
	for _, pt := range p.Points {
		if pt.Channel == channel && slices.Contains(pt.Natures, nature) {
			return p.rate(pt.Measure.From)
		}
	}
	for _, c := range p.Controls {
		if c.ReadBack != nil && c.Channel+point.AppliedSuffix == channel && slices.Contains(c.Natures, nature) {
			return p.rate(c.ReadBack.From)
		}
	}
	return false, 0
}

// rate is that of the slowest source.
func (p *Profile) rate(from []string) (low bool, interval time.Duration) {
	for _, name := range from {
		s, _ := p.source(name)
		low, interval = low || s.Low, max(interval, s.Every)
	}
	return low, interval
}

func (p *Profile) source(name string) (Source, bool) {
	i := slices.IndexFunc(p.Sources, func(s Source) bool { return s.Name == name })
	if i < 0 {
		return Source{}, false
	}
	return p.Sources[i], true
}
