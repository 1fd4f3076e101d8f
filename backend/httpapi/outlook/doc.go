// Package outlook is the API of what is believed: prices and emission factors of market regions, forecasts of
// sites and assets; brought point by point or as files, and asked for as it was believed at an instant.
//
//	operations := outlook.Operations(desk, service)
package outlook
