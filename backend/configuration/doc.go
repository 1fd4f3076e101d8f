// Package configuration keeps the site files of edges as versions and has edges run them.
//
//	version, err := service.Add(ctx, principal, target, configuration.Draft{Text: text, Comment: "a meter"}, now)
//
// A version is whole, never changed and never removed; going back is a new version with old content. A
// version is stored before it is ordered, and what came of the order is the edge's answer. What a site file
// may say is the edge's to judge: here only its form is known.
package configuration
