package analysis

import (
	"fmt"

	"github.com/google/uuid"

	"ohmstead/backend/analysis"
	"ohmstead/backend/httpapi/operation"
)

// Dates are the local days an answer is about.
type Dates struct {
	From string `query:"from" required:"true" format:"date" doc:"The first local day." example:"2026-05-01"`
	To   string `query:"to" required:"true" format:"date" doc:"The day after the last." example:"2026-06-01"`
}

// KPIQuery says of which days, and what each line is of.
type KPIQuery struct {
	Dates
	Interval string `query:"interval" enum:"DAY,MONTH" default:"DAY" doc:"What each line is of. A month counts as far as it lies within the dates."`
	TimeZone string `query:"time_zone" maxLength:"64" doc:"The zone whose days are meant; the site's own if not given. A node whose sites lie in several needs one."`
}

type siteKPIInput struct {
	operation.SiteInput
	KPIQuery
}

type nodeKPIInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The node of the organisation." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	KPIQuery
}

type kpiOutput struct{ Body analysis.KPIs }

// ProfileQuery says what of, and of which days.
type ProfileQuery struct {
	Dates
	SeriesRef string `query:"series_ref" maxLength:"200" default:"LOAD" doc:"LOAD, IMPORT, EXPORT, PV, CHARGED or DISCHARGED of the site's balance, or a channel with its asset, such as meter0.ActivePower."`
	Period    string `query:"period" enum:"15m,1h,1d" default:"15m" doc:"The length of the slots."`
	Seasons   bool   `query:"seasons" doc:"Apart by season: winter, transition and summer as VDEW counts them."`
}

// SiteProfileInput is a question about a site.
type SiteProfileInput struct {
	operation.SiteInput
	ProfileQuery
}

type profileFileInput struct {
	SiteProfileInput
	Part string `query:"part" enum:"profile,duration" default:"profile" doc:"The load profile, or the load duration curve."`
}

type profileOutput struct{ Body analysis.LoadProfile }

type fileOutput struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func csvFile(name string, body []byte) *fileOutput {
	return &fileOutput{Type: "text/csv; charset=utf-8; header=present", Disposition: fmt.Sprintf("attachment; filename=%q", name+".csv"), Body: body}
}
