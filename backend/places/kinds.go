package places

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// SiteSheet is what people say of a site. Name is that of its place.
type SiteSheet struct {
	Parent              *uuid.UUID // the place above, said when it is made
	Key                 string     // of its place
	Name                string
	TimeZone            string // IANA
	Address             string
	Latitude, Longitude *float64 // degrees, WGS 84; both or neither
	Segment             string
	MarketRegion        string
	GridOperatorID      string
	Capex               *int64 // whole units of CapexCurrency
	CapexCurrency       string // ISO 4217
	CommissionedOn      string // YYYY-MM-DD, "" where nobody said
}

// Asset is what people say of an asset. Key and Nature are said once, when it is made.
type Asset struct {
	Key, Name, Nature   string
	Type                string // document 000's word, "" where nobody said
	Enabled             bool
	Parent              *uuid.UUID
	Manufacturer, Model string
	CommissionedOn      string
	MaxApparentPowerVA  *int64
	MaxActivePowerWatts *int64
	CapacityWh          *int64
	PeakLimitWatts      *int64
	SOCMinPercent       *float64
	SOCMaxPercent       *float64
}

// EVSE is where a vehicle is charged.
type EVSE struct {
	Asset          uuid.UUID
	Cluster        string
	ConnectorTypes []string
	MaxPowerWatts  *int64
	OCPPID         string
}

// Connection is where a site meets the grid.
type Connection struct {
	Name                string
	Meter               *uuid.UUID
	Operator            string
	VoltageLevel        string
	ImportCapacityWatts *int64
	ExportCapacityWatts *int64
	CurtailmentPolicy   string
	ProtectionScheme    string
	MarketRegion        string
}

// Constraint is what the grid's operator lays upon a connection: Value is a magnitude in W, var or W/s.
type Constraint struct {
	Connection uuid.UUID
	Type       string
	Value      int64
	From       time.Time
	To         *time.Time
}

// Contract is an agreement on energy or flexibility.
type Contract struct {
	Key                            string // by which files refer to it, "" for none
	Counterparty, Type, Settlement string
	From                           time.Time
	To                             *time.Time
	Terms                          string
}

// Allocation is how much of an asset is promised under a contract.
type Allocation struct {
	Asset, Contract uuid.UUID
	Watts           int64
	From            time.Time
	To              *time.Time
}

// AssetTypes are document 000's, and what it leaves out.
func AssetTypes() []string {
	return []string{"PV", "BATTERY", "EVSE", "METER", "INVERTER", "CONTROLLER", "LOAD", "GENERATOR"}
}

// ConstraintTypes are document 000's.
func ConstraintTypes() []string { return []string{"EXPORT_LIMIT", "REACTIVE_POWER", "RAMP_RATE"} }

// ContractTypes are document 000's.
func ContractTypes() []string { return []string{"PPA", "RETAIL", "FEED_IN", "FLEXIBILITY"} }

var (
	segmentForm  = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
	regionForm   = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9_-]{0,18}$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
)

// Faults is every fault of what somebody entered; the first is what it counts as.
type Faults []*reason.Error

// Error is the first fault.
func (f Faults) Error() string { return f[0].Error() }

// Unwrap is the first fault.
func (f Faults) Unwrap() error { return f[0] }

func (f *Faults) check(ok bool, field string, value any, want string) {
	if !ok {
		*f = append(*f, reason.New(reason.InvalidValue, reason.Params{"field": field, "value": value, "want": want}))
	}
}

func (f *Faults) name(field string, value *string) {
	*value = strings.TrimSpace(*value)
	if *value == "" {
		*f = append(*f, reason.New(reason.MissingField, reason.Params{"field": field}))
		return
	}
	f.check(len([]rune(*value)) <= MaxName, field, "(long)", "at most 200 characters")
}

func (f *Faults) key(field, value string) {
	if value == "" {
		*f = append(*f, reason.New(reason.MissingField, reason.Params{"field": field}))
		return
	}
	f.check(keyForm.MatchString(value), field, value, "1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit")
}

func (f *Faults) oneOf(field, value string, known []string) {
	f.check(slices.Contains(known, value), field, value, "one of "+strings.Join(known, ", "))
}

func (f *Faults) oneOfOrNone(field, value string, known []string) {
	if value != "" {
		f.oneOf(field, value, known)
	}
}

func (f *Faults) day(field, value string) {
	_, err := time.Parse(time.DateOnly, value)
	f.check(value == "" || err == nil, field, value, "a day as YYYY-MM-DD")
}

func (f *Faults) atLeast(field string, value *int64, least int64) {
	if value != nil {
		f.check(*value >= least && *value <= 1<<50, field, *value, "a whole number of at least "+map[bool]string{true: "0", false: "1"}[least == 0])
	}
}

func (f *Faults) period(field string, from time.Time, to *time.Time) {
	if to != nil {
		f.check(to.After(from), field, to.UTC().Format(time.RFC3339), "after "+from.UTC().Format(time.RFC3339))
	}
}

// Check finds what is wrong with a site. Source of the time zones: the IANA database that Go carries.
func (s *SiteSheet) Check() (f Faults) {
	f.name("name", &s.Name)
	if s.Key != "" {
		f.key("key", s.Key)
	}
	_, err := time.LoadLocation(s.TimeZone)
	f.check(err == nil && s.TimeZone != "" && s.TimeZone != "Local", "time_zone", s.TimeZone, "an IANA time zone as Europe/Berlin")
	f.check((s.Latitude == nil) == (s.Longitude == nil), "longitude", "alone", "both latitude and longitude, or neither")
	if s.Latitude != nil && s.Longitude != nil {
		f.check(*s.Latitude >= -90 && *s.Latitude <= 90, "latitude", *s.Latitude, "-90 to 90 degrees")
		f.check(*s.Longitude >= -180 && *s.Longitude <= 180, "longitude", *s.Longitude, "-180 to 180 degrees")
	}
	f.check(s.Segment == "" || segmentForm.MatchString(s.Segment), "segment", s.Segment, "small letters, digits, dashes, as commercial")
	f.check(s.MarketRegion == "" || regionForm.MatchString(s.MarketRegion), "market_region", s.MarketRegion, "a country or bidding zone as DE or DE-LU")
	f.atLeast("capex", s.Capex, 0)
	f.check((s.Capex == nil) == (s.CapexCurrency == ""), "capex_currency", s.CapexCurrency, "a currency where there is an amount, and none where there is none")
	f.check(s.CapexCurrency == "" || currencyForm.MatchString(s.CapexCurrency), "capex_currency", s.CapexCurrency, "an ISO 4217 code as EUR")
	f.day("commissioned_on", s.CommissionedOn)
	return f
}

// Check finds what is wrong with an asset.
func (a *Asset) Check() (f Faults) {
	f.key("key", a.Key)
	if a.Name == "" {
		a.Name = a.Key
	}
	f.name("name", &a.Name)
	natures := []string{}
	for _, n := range point.Natures() {
		natures = append(natures, string(n))
	}
	f.oneOf("nature", a.Nature, natures)
	f.oneOfOrNone("asset_type", a.Type, AssetTypes())
	f.day("commissioned_on", a.CommissionedOn)
	f.atLeast("max_apparent_power_va", a.MaxApparentPowerVA, 1)
	f.atLeast("max_active_power_watts", a.MaxActivePowerWatts, 1)
	f.atLeast("capacity_wh", a.CapacityWh, 1)
	f.atLeast("peak_limit_watts", a.PeakLimitWatts, 0)
	for field, v := range map[string]*float64{"soc_min_percent": a.SOCMinPercent, "soc_max_percent": a.SOCMaxPercent} {
		if v != nil {
			f.check(*v >= 0 && *v <= 100, field, *v, "0 to 100")
		}
	}
	if a.SOCMinPercent != nil && a.SOCMaxPercent != nil {
		f.check(*a.SOCMinPercent < *a.SOCMaxPercent, "soc_max_percent", *a.SOCMaxPercent, "above soc_min_percent")
	}
	return f
}

// ConnectorTypes are those of OCPI 2.2.1, section 8.4.5, which are still built.
func ConnectorTypes() []string {
	return []string{"IEC_62196_T1", "IEC_62196_T1_COMBO", "IEC_62196_T2", "IEC_62196_T2_COMBO", "CHADEMO", "DOMESTIC_F", "IEC_60309_2_three_32", "MCS", "NACS", "PANTOGRAPH_BOTTOM_UP", "PANTOGRAPH_TOP_DOWN", "TESLA_S"}
}

// Check finds what is wrong with an EVSE.
func (e *EVSE) Check() (f Faults) {
	f.check(len(e.ConnectorTypes) > 0, "connector_types", "empty", "at least one of "+strings.Join(ConnectorTypes(), ", "))
	for _, c := range e.ConnectorTypes {
		f.oneOf("connector_types", c, ConnectorTypes())
	}
	f.atLeast("max_power_watts", e.MaxPowerWatts, 1)
	return f
}

// Check finds what is wrong with a grid connection.
func (c *Connection) Check() (f Faults) {
	f.oneOfOrNone("voltage_level", c.VoltageLevel, []string{"LOW", "MEDIUM", "HIGH"})
	f.atLeast("import_capacity_watts", c.ImportCapacityWatts, 0)
	f.atLeast("export_capacity_watts", c.ExportCapacityWatts, 0)
	f.check(c.MarketRegion == "" || regionForm.MatchString(c.MarketRegion), "market_region", c.MarketRegion, "a country or bidding zone as DE or DE-LU")
	return f
}

// Check finds what is wrong with a constraint.
func (c *Constraint) Check() (f Faults) {
	f.oneOf("type", c.Type, ConstraintTypes())
	least := int64(0)
	if c.Type == "RAMP_RATE" {
		least = 1 // nothing could be started under 0
	}
	f.atLeast("value", &c.Value, least)
	f.check(c.Value <= mostConstrained, "value", c.Value, "at most 2000000000")
	f.period("effective_to", c.From, c.To)
	return f
}

// mostConstrained is the greatest value of a constraint: as much as an edge takes.
const mostConstrained = 2_000_000_000

// Check finds what is wrong with a contract.
func (c *Contract) Check() (f Faults) {
	if c.Key != "" {
		f.key("key", c.Key)
	}
	f.name("counterparty", &c.Counterparty)
	f.oneOf("contract_type", c.Type, ContractTypes())
	f.period("ends_at", c.From, c.To)
	return f
}

// Check finds what is wrong with an allocation.
func (a *Allocation) Check() (f Faults) {
	f.atLeast("allocated_watts", &a.Watts, 1)
	f.period("effective_to", a.From, a.To)
	return f
}
