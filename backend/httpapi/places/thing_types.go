package places

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/places"
)

// Head is what every thing is answered with beside what it says.
type Head struct {
	ID         uuid.UUID  `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000021"`
	SiteID     *uuid.UUID `json:"site_id" format:"uuid" nullable:"true" doc:"The site it stands at; null for what belongs to none." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Version    int64      `json:"version" doc:"Counts the changes that people made to it." example:"3"`
	ArchivedAt *time.Time `json:"archived_at" doc:"Since when it is out of use; null while it is in use." example:"2026-06-03T12:00:00Z"`
}

// Revision says which version a change was made from.
type Revision struct {
	Version  int64 `json:"version" minimum:"1" doc:"The version that was read: VERSION_CONFLICT where it is not the newest." example:"3"`
	Archived bool  `json:"archived,omitempty" doc:"Whether it is out of use." example:"false"`
}

// SiteFields is what people say of a site; what is left out is not known.
type SiteFields struct {
	Parent         *uuid.UUID `json:"parent_id,omitempty" format:"uuid" doc:"The place it stands under, said when it is made; afterwards it is moved as a place." example:"0198c0de-0000-7000-8000-000000000011"`
	Key            string     `json:"key,omitempty" maxLength:"64" doc:"By which files refer to it." example:"north"`
	Name           string     `json:"name" minLength:"1" maxLength:"200" example:"Plant north"`
	TimeZone       string     `json:"time_zone" maxLength:"64" doc:"IANA time zone; local days are counted in it." example:"Europe/Berlin"`
	Address        string     `json:"address,omitempty" maxLength:"500" example:"Musterstraße 1, Berlin"`
	Latitude       *float64   `json:"latitude,omitempty" doc:"Degrees north, WGS 84." example:"52.52"`
	Longitude      *float64   `json:"longitude,omitempty" doc:"Degrees east, WGS 84." example:"13.405"`
	Segment        string     `json:"segment,omitempty" maxLength:"40" example:"commercial"`
	MarketRegion   string     `json:"market_region,omitempty" maxLength:"20" doc:"Country or bidding zone." example:"DE"`
	GridOperatorID string     `json:"grid_operator_id,omitempty" maxLength:"100" example:"9900000000001"`
	Capex          *int64     `json:"capex,omitempty" doc:"What was invested, in whole units of its currency." example:"250000"`
	CapexCurrency  string     `json:"capex_currency,omitempty" maxLength:"3" doc:"ISO 4217." example:"EUR"`
	CommissionedOn string     `json:"commissioned_on,omitempty" maxLength:"10" doc:"A day." example:"2026-05-04"`
}

// SiteRecord is a site as people keep it.
type SiteRecord struct {
	Head
	SiteFields
}

// SiteRevision is a site anew.
type SiteRevision struct {
	Revision
	SiteFields
}

// AssetFields is what people say of an asset; what is left out is not known.
type AssetFields struct {
	Key                 string     `json:"key" maxLength:"64" doc:"Name of the asset in readings, unique in the site; never changes." example:"battery0"`
	Name                string     `json:"name,omitempty" maxLength:"200" doc:"The key where it is left out." example:"Battery"`
	Nature              string     `json:"nature" maxLength:"40" doc:"What the asset can do; never changed by people afterwards." example:"ESS"`
	Type                string     `json:"asset_type,omitempty" maxLength:"40" doc:"PV, BATTERY, EVSE, METER, INVERTER, CONTROLLER, LOAD or GENERATOR." example:"BATTERY"`
	Enabled             bool       `json:"enabled" example:"true"`
	Parent              *uuid.UUID `json:"parent_asset_id,omitempty" format:"uuid" doc:"The asset of the same site that it is part of." example:"a1f3c2d4-1b2c-4d5e-8f90-123456789abd"`
	Manufacturer        string     `json:"manufacturer,omitempty" maxLength:"200" example:"BYD"`
	Model               string     `json:"model,omitempty" maxLength:"200" example:"B-Box HVM"`
	CommissionedOn      string     `json:"commissioned_on,omitempty" maxLength:"10" example:"2026-05-04"`
	MaxApparentPowerVA  *int64     `json:"max_apparent_power_va,omitempty" example:"10000"`
	MaxActivePowerWatts *int64     `json:"max_active_power_watts,omitempty" example:"10000"`
	CapacityWh          *int64     `json:"capacity_wh,omitempty" example:"20000"`
	PeakLimitWatts      *int64     `json:"peak_limit_watts,omitempty" example:"8000"`
	SOCMinPercent       *float64   `json:"soc_min_percent,omitempty" example:"10"`
	SOCMaxPercent       *float64   `json:"soc_max_percent,omitempty" example:"95"`
}

// AssetRecord is an asset as people keep it.
type AssetRecord struct {
	Head
	AssetFields
}

// AssetRevision is an asset anew.
type AssetRevision struct {
	Revision
	AssetFields
}

// EVSEFields is what people say of an EVSE.
type EVSEFields struct {
	Asset          uuid.UUID `json:"asset_id" format:"uuid" doc:"The asset of the same site that it is part of." example:"a1f3c2d4-1b2c-4d5e-8f90-123456789abc"`
	Cluster        string    `json:"cluster_id,omitempty" maxLength:"100" doc:"The group that shares a limit with it." example:"yard"`
	ConnectorTypes []string  `json:"connector_types" nullable:"false" maxItems:"10" doc:"As OCPI names them." example:"[\"IEC_62196_T2\"]"`
	MaxPowerWatts  *int64    `json:"max_power_watts,omitempty" example:"22000"`
	OCPPID         string    `json:"ocpp_id,omitempty" maxLength:"100" doc:"What the station calls itself, unique in the tenant." example:"CP-0001"`
}

// EVSERecord is an EVSE as people keep it.
type EVSERecord struct {
	Head
	EVSEFields
}

// EVSERevision is an EVSE anew.
type EVSERevision struct {
	Revision
	EVSEFields
}

// ConnectionFields is what people say of a grid connection.
type ConnectionFields struct {
	Name                string     `json:"name,omitempty" maxLength:"200" doc:"Where a site has several." example:"Feed A"`
	Meter               *uuid.UUID `json:"meter_asset_id,omitempty" format:"uuid" doc:"The asset of the same site whose ActivePower is the power there." example:"a1f3c2d4-1b2c-4d5e-8f90-123456789abc"`
	Operator            string     `json:"operator_id,omitempty" maxLength:"100" doc:"The operator of the grid." example:"9900000000001"`
	VoltageLevel        string     `json:"voltage_level,omitempty" maxLength:"10" doc:"LOW, MEDIUM or HIGH." example:"MEDIUM"`
	ImportCapacityWatts *int64     `json:"import_capacity_watts,omitempty" doc:"A magnitude." example:"250000"`
	ExportCapacityWatts *int64     `json:"export_capacity_watts,omitempty" doc:"A magnitude." example:"135000"`
	CurtailmentPolicy   string     `json:"curtailment_policy,omitempty" maxLength:"200" example:"EnWG 14a"`
	ProtectionScheme    string     `json:"protection_scheme,omitempty" maxLength:"200" example:"VDE-AR-N 4110"`
	MarketRegion        string     `json:"market_region,omitempty" maxLength:"20" example:"DE"`
}

// ConnectionRecord is a grid connection as people keep it.
type ConnectionRecord struct {
	Head
	ConnectionFields
}

// ConnectionRevision is a grid connection anew.
type ConnectionRevision struct {
	Revision
	ConnectionFields
}

// ConstraintFields is what the operator lays upon a connection. Two of one type never hold at once.
type ConstraintFields struct {
	Connection uuid.UUID  `json:"connection_id" format:"uuid" doc:"The grid connection; said once." example:"0198c0de-0000-7000-8000-000000000022"`
	Type       string     `json:"type" enum:"EXPORT_LIMIT,REACTIVE_POWER,RAMP_RATE" doc:"Said once." example:"EXPORT_LIMIT"`
	Value      int64      `json:"value" minimum:"0" doc:"A magnitude: W, var or W/s." example:"70000"`
	From       time.Time  `json:"effective_from" example:"2026-06-01T00:00:00Z"`
	To         *time.Time `json:"effective_to,omitempty" doc:"The first instant at which it holds no more." example:"2027-01-01T00:00:00Z"`
}

// ConstraintRecord is a constraint as people keep it.
type ConstraintRecord struct {
	Head
	ConstraintFields
}

// ConstraintRevision is a constraint anew.
type ConstraintRevision struct {
	Revision
	ConstraintFields
}

// ContractFields is what people say of a contract.
type ContractFields struct {
	Key          string     `json:"key,omitempty" maxLength:"64" doc:"By which files refer to it, unique in the tenant." example:"ppa-2026"`
	Counterparty string     `json:"counterparty" minLength:"1" maxLength:"200" example:"Stadtwerke Musterstadt"`
	Type         string     `json:"contract_type" enum:"PPA,RETAIL,FEED_IN,FLEXIBILITY" example:"PPA"`
	Settlement   string     `json:"settlement_model,omitempty" maxLength:"200" example:"pay as produced"`
	From         time.Time  `json:"starts_at" example:"2026-01-01T00:00:00Z"`
	To           *time.Time `json:"ends_at,omitempty" doc:"The first instant at which it holds no more." example:"2031-01-01T00:00:00Z"`
	Terms        string     `json:"terms_ref,omitempty" maxLength:"500" doc:"Where its text is found." example:"contracts/2026-017.pdf"`
}

// ContractRecord is a contract as people keep it.
type ContractRecord struct {
	Head
	ContractFields
}

// ContractRevision is a contract anew.
type ContractRevision struct {
	Revision
	ContractFields
}

// AllocationFields is how much of an asset is promised under a contract.
type AllocationFields struct {
	Asset    uuid.UUID  `json:"asset_id" format:"uuid" doc:"Said once." example:"a1f3c2d4-1b2c-4d5e-8f90-123456789abc"`
	Contract uuid.UUID  `json:"contract_id" format:"uuid" doc:"Said once." example:"0198c0de-0000-7000-8000-000000000023"`
	Watts    int64      `json:"allocated_watts" minimum:"1" doc:"Active power, a magnitude. Together never above what the asset can do: ALLOCATION_TOO_LARGE." example:"5000"`
	From     time.Time  `json:"effective_from" example:"2026-06-01T00:00:00Z"`
	To       *time.Time `json:"effective_to,omitempty" doc:"The first instant at which it holds no more." example:"2027-01-01T00:00:00Z"`
}

// AllocationRecord is an allocation as people keep it.
type AllocationRecord struct {
	Head
	AllocationFields
}

// AllocationRevision is an allocation anew.
type AllocationRevision struct {
	Revision
	AllocationFields
}

// Inventory is everything that people keep of a site.
type Inventory struct {
	Site        SiteRecord         `json:"site"`
	Assets      []AssetRecord      `json:"assets" nullable:"false" doc:"By key."`
	EVSEs       []EVSERecord       `json:"evses" nullable:"false"`
	Connections []ConnectionRecord `json:"grid_connections" nullable:"false"`
	Constraints []ConstraintRecord `json:"grid_constraints" nullable:"false"`
}

func headOf[T any](t places.Thing[T]) Head {
	return Head{ID: t.ID, SiteID: orNull(t.Site), Version: t.Version, ArchivedAt: t.Archived}
}

func records[T, R any](things []places.Thing[T], of func(places.Thing[T]) R) []R {
	out := make([]R, 0, len(things))
	for _, t := range things {
		out = append(out, of(t))
	}
	return out
}

func siteOf(t places.Thing[places.SiteSheet]) SiteRecord {
	return SiteRecord{headOf(t), SiteFields(t.What)}
}

func assetOf(t places.Thing[places.Asset]) AssetRecord {
	return AssetRecord{headOf(t), AssetFields(t.What)}
}

func evseOf(t places.Thing[places.EVSE]) EVSERecord { return EVSERecord{headOf(t), EVSEFields(t.What)} }

func connectionOf(t places.Thing[places.Connection]) ConnectionRecord {
	return ConnectionRecord{headOf(t), ConnectionFields(t.What)}
}

func constraintOf(t places.Thing[places.Constraint]) ConstraintRecord {
	return ConstraintRecord{headOf(t), ConstraintFields(t.What)}
}

func contractOf(t places.Thing[places.Contract]) ContractRecord {
	return ContractRecord{headOf(t), ContractFields(t.What)}
}

func allocationOf(t places.Thing[places.Allocation]) AllocationRecord {
	return AllocationRecord{headOf(t), AllocationFields(t.What)}
}
