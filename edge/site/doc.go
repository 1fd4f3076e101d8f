// Package site reads a site or scenario file strictly and builds assets and controllers from it. It
// owns the fields of such a file, the catalogue of controller types, and what must hold between
// them: names that exist, natures that fit, ranges, one controller of a type per meter. Every
// complaint names file, line and field and says what would be right; what follows from a fault that
// is already named is spared. It opens no connection and knows no clock.
//
//	config, err := site.Load("site.yaml")
//	built, err := site.Build(config, offers) // offers: the channels each asset's device really has
package site
