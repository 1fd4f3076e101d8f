package outlook

import (
	"net/http"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/outlook"
)

const (
	market   = "Market"
	believed = " With as_of what was believed then: of each the newest publication that is not after it."
	brought  = " Every point is answered by its index: accepted is what is kept, or was kept before; the same request again changes nothing. Another value under the same published_at is BELIEF_CONFLICT: " +
		"what is believed anew has a later one. Without published_at it is now, and what is believed already is not kept again. At most 5,000 points. " +
		"Of no site, so that it needs the right, or the key, for the whole tenant."
	byFile = " Everything is kept or nothing; where there are problems all of them are listed by line and field. The first line names the fields, which are apart by commas or semicolons; " +
		"numbers have a point or, between semicolons, a decimal comma. A local time that exists twice needs its offset. At most 40,000 lines."
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *outlook.Service) []operation.Operation {
	a := api{d, service}
	read, feed := operation.Needs(identity.Read), operation.Needs(identity.Plan).OrKey(identity.Ingest)
	get, post := http.MethodGet, http.MethodPost
	return []operation.Operation{
		{
			ID: "prices", Method: get, Path: "/api/prices", Access: read, Tag: market, Summary: "Prices of market regions", Bind: operation.With(d, a.prices),
			About: "By region, source, slot length and time; without from and to those of yesterday to tomorrow." + believed,
		},
		{
			ID: "publish-prices", Method: post, Path: "/api/prices", Access: feed, Tag: market, Summary: "Bring prices", Large: true, Bind: operation.With(d, a.publishPrices),
			About: "What one source publishes at once. Negative prices are prices." + brought,
		},
		{
			ID: "bring-prices", Method: post, Path: "/api/prices/file", Access: feed, Tag: market, Summary: "Bring a file of prices", Large: true, Bind: operation.With(d, a.bringPrices),
			About: "A file with the fields ts and value." + byFile,
		},
		{
			ID: "price-products", Method: get, Path: "/api/price-products", Access: read, Tag: market, Summary: "Products that prices are known of", Bind: operation.With(d, a.products),
			About: "Every market region, source and slot length, with its newest slot.",
		},
		{
			ID: "emission-factors", Method: get, Path: "/api/emission-factors", Access: read, Tag: market, Summary: "Emission factors of market regions", Bind: operation.With(d, a.factors),
			About: "By region, source, kind, method, version and interval; without from and to those of yesterday to tomorrow. With quality, others are left out before the newest is sought." + believed,
		},
		{
			ID: "emission-factor", Method: get, Path: "/api/emission-factors/{id}", Access: read, Tag: market, Summary: "One emission factor", Bind: operation.With(d, a.factor),
			About: "As it was published; factors never change.",
		},
		{
			ID: "publish-emission-factors", Method: post, Path: "/api/emission-factors", Access: feed, Tag: market, Summary: "Bring emission factors", Large: true, Bind: operation.With(d, a.publishFactors),
			About: "What one source publishes at once of one method. No two of a publication may hold at one instant: FACTORS_OVERLAP." + brought,
		},
		{
			ID: "bring-emission-factors", Method: post, Path: "/api/emission-factors/file", Access: feed, Tag: market, Summary: "Bring a file of emission factors", Large: true, Bind: operation.With(d, a.bringFactors),
			About: "A file with the fields from, to and value; without to each holds for slot." + byFile,
		},
		{
			ID: "emission-methods", Method: get, Path: "/api/emission-methods", Access: read, Tag: market, Summary: "Methods that emission factors are known of", Bind: operation.With(d, a.methods),
			About: "Every market region, source, kind and version of a method, with its newest interval.",
		},
		{
			ID: "forecast", Method: get, Path: "/api/sites/{id}/forecast", Access: read, Tag: "Forecasts", Summary: "What is forecast of a site", Bind: operation.AtSite(d, a.forecast),
			About: "Of a channel of the site as a whole, whose ActivePower is what its connection takes, or of an asset; of each time what was issued last. With as_of what was believed then. " +
				"Without from and to those of the last hour to two days ahead.",
		},
		{
			ID: "publish-forecast", Method: post, Path: "/api/sites/{id}/forecast", Access: feed, Tag: "Forecasts", Summary: "Bring a forecast", Large: true, Bind: operation.AtSite(d, a.publishForecast),
			About: "What a model says at once of a channel. Issues stand side by side. Every point is answered by its index: accepted is what is kept, or was kept before; the same request again changes nothing, " +
				"another value of the same model under the same issued_at is BELIEF_CONFLICT. Kept for 400 days. At most 5,000 points.",
		},
	}
}

type api struct {
	desk    operation.Desk
	service *outlook.Service
}
