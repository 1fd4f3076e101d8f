// Package outlook owns what is believed of prices, emissions and power: what a source publishes of a market
// region, and what is forecast of a site or an asset.
//
//	outcome, err := service.PublishPrices(ctx, scope, outlook.PriceBook{…})
//	prices, err := service.Prices(ctx, scope, outlook.PriceQuestion{AsOf: &at, …})
//
// A belief has the instant since when it is held: published_at of prices and factors, issued_at of forecasts.
// A newer one stands beside the older, and nothing is changed: what was believed at an instant is the newest
// that is not after it. What is said again as it was is not kept twice, and another value under the same
// instant is refused.
package outlook
