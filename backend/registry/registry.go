package registry

import (
	"time"

	"github.com/google/uuid"
)

// Site is a place with its own time zone and grid connection. Keys are the short ones inside the
// database and never leave it through the API.
type Site struct {
	ID        uuid.UUID
	Key       int32
	Name      string
	TimeZone  string
	Address   string
	Latitude  *float64
	Longitude *float64
	Edge      *Edge
}

// EdgeState is the enrolment state of an edge.
type EdgeState string

// States of an edge.
const (
	Pending  EdgeState = "PENDING" // has a code and has not used it
	Enrolled EdgeState = "ENROLLED"
	Revoked  EdgeState = "REVOKED"
)

// Edge is one running on-site controller.
type Edge struct {
	ID     uuid.UUID
	Tenant uuid.UUID
	Site   uuid.UUID
	NKey   string // public key, U…; "" until it is enrolled
	// Former is the key before the last change, while it holds; "" without one.
	Former   string
	State    EdgeState
	LastSeen *time.Time
	Version  string
}

// Device is a communication endpoint of a site.
type Device struct {
	ID       uuid.UUID
	Key      string
	Vendor   string
	Model    string
	Protocol string
	Profile  string
	Address  string
	State    string // DISCOVERED
}

// Asset is a thing with energy meaning.
type Asset struct {
	ID                  uuid.UUID
	Key                 string
	Name                string
	Nature              string
	Device              string // key of the device, "" for none
	Enabled             bool
	MeasuresConnection  bool
	MaxApparentPowerVA  *int64
	MaxActivePowerWatts *int64
	CapacityWh          *int64
	PeakLimitWatts      *int64
	SOCMinPercent       *float64
	SOCMaxPercent       *float64
}

// Channel is one named point of an asset.
type Channel struct {
	ID    uuid.UUID
	Key   int32
	Asset string // key of the asset
	Name  string
	Unit  string
	Kind  string
}

// EdgeRecord is an enrolled edge with the short keys of its tenant and site: what the bus needs to
// store what that edge sends.
type EdgeRecord struct {
	Edge      Edge
	TenantKey int32
	SiteKey   int32
	// Suspended says that the tenant is: its edges are not let in.
	Suspended bool
}
