// Package site reads a site or scenario file strictly and builds assets and controllers from it.
// Every complaint names file, line and field and says what would be right.
package site
