package ingest

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/intake"
)

// ReadingIn is one reading to store: document 001, section 8.
type ReadingIn struct {
	DeviceID  string  `json:"deviceId" doc:"Key of a device or an asset of the site." example:"meter0"`
	Channel   string  `json:"channel" doc:"Name of the channel, or an alias of it." example:"ActivePower"`
	Value     float64 `json:"value" doc:"A finite number; true and false for channels of unit bool." example:"3200"`
	Unit      string  `json:"unit,omitempty" doc:"The channel's unit or one that converts into it; may be left out where an alias states it." example:"W"`
	Timestamp any     `json:"timestamp,omitempty" doc:"Unix seconds or an RFC 3339 string; the server's time if not given." example:"1780315200"`
	Quality   string  `json:"quality,omitempty" enum:"GOOD,UNCERTAIN,BAD,SUBSTITUTED" doc:"GOOD if not given; UNCERTAIN without a timestamp; SUBSTITUTED puts the value in the place of the one that is stored." example:"GOOD"`
}

// ParameterIn is one reading to store in document 001's universal format.
type ParameterIn struct {
	DeviceID  string  `json:"deviceId" doc:"Key of a device or an asset of the site." example:"battery0"`
	Component string  `json:"component" doc:"What the asset is: meter, grid, battery, inverter, pv, load, charger, or the name of its nature." example:"battery"`
	Parameter string  `json:"parameter" doc:"Name of the channel, or an alias of it." example:"SOC"`
	Value     float64 `json:"value" doc:"A finite number; true and false for channels of unit bool." example:"76"`
	Unit      string  `json:"unit,omitempty" doc:"The channel's unit or one that converts into it; may be left out where an alias states it." example:"%"`
	Timestamp any     `json:"timestamp,omitempty" doc:"Unix seconds or an RFC 3339 string; the server's time if not given." example:"1780315200"`
	Quality   string  `json:"quality,omitempty" enum:"GOOD,UNCERTAIN,BAD,SUBSTITUTED" doc:"GOOD if not given; UNCERTAIN without a timestamp." example:"GOOD"`
}

// TelemetryPoint is one reading to store in the shape of document 000.
type TelemetryPoint struct {
	AssetID     string  `json:"assetId" doc:"Id or key of an asset." example:"meter0"`
	TS          any     `json:"ts" doc:"Unix seconds or an RFC 3339 string." example:"1780315200"`
	Metric      string  `json:"metric" doc:"An alias that states its unit." example:"power_kw"`
	Value       float64 `json:"value" doc:"In the unit of the metric." example:"3.2"`
	QualityFlag string  `json:"qualityFlag,omitempty" enum:"GOOD,UNCERTAIN,BAD,SUBSTITUTED" doc:"GOOD if not given." example:"GOOD"`
	Source      string  `json:"source,omitempty" doc:"Where the value is from, in the sender's words; not stored." example:"scada"`
}

// ReadingBatch is readings to store together, each in one of the three shapes.
type ReadingBatch struct {
	Schema   int   `json:"schema" enum:"1" doc:"Version of this shape." example:"1"`
	Readings []any `json:"readings" nullable:"false" maxItems:"100000" doc:"Each a ReadingIn, a ParameterIn or a TelemetryPoint."`
}

// ColumnBatch is many readings of few channels, column by column.
type ColumnBatch struct {
	Schema  int        `json:"schema" enum:"1" doc:"Version of this shape." example:"1"`
	T0      time.Time  `json:"t0" doc:"The instant offsets count from." example:"2026-06-01T12:00:00Z"`
	Columns []ColumnIn `json:"columns" nullable:"false" doc:"At most 100,000 values in all. A value's index in the answer counts through all columns, gaps included."`
}

// ColumnIn is the values of one channel.
type ColumnIn struct {
	Device  string     `json:"device" doc:"Key of a device or an asset of the site." example:"meter0"`
	Channel string     `json:"channel" doc:"Name of the channel, or an alias of it." example:"ActivePower"`
	Unit    string     `json:"unit,omitempty" doc:"Of all values; may be left out where an alias states it." example:"W"`
	DtMs    []int64    `json:"dt_ms" nullable:"false" doc:"Milliseconds from t0 of each value." example:"[0,1000,2000]"`
	V       []*float64 `json:"v" nullable:"false" doc:"Values; null where one is missing." example:"[3200,3205,3210]"`
	Q       []*string  `json:"q,omitempty" nullable:"false" doc:"Qualities; GOOD where null or not given." example:"[\"GOOD\",\"GOOD\",\"UNCERTAIN\"]"`
}

type postInput struct {
	Site    uuid.UUID `query:"site" format:"uuid" doc:"The site; needed only where the credential reaches several."`
	RawBody []byte    `contentType:"application/json"`
}

type postOutput struct{ Body intake.IngestResult }

type socketInput struct {
	Site    uuid.UUID `query:"site" format:"uuid" doc:"The site; needed only where the credential reaches several."`
	Upgrade string    `header:"Upgrade" doc:"websocket, with what else RFC 6455 asks for." example:"websocket"`
}
