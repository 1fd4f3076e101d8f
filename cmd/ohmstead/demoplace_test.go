package main

import (
	"testing"

	"ohmstead/edge/site"
)

// The demo's site file is of the city whose square the site stands on; with another time zone it is elsewhere.
func TestDemoPlace_StandsOnTheMap(t *testing.T) {
	config, err := site.Parse("demo.yaml", demoSite)
	if err != nil {
		t.Fatal(err)
	}
	at := demoPlace(config)
	if at.Latitude == nil || at.Longitude == nil || *at.Latitude < 52 || *at.Latitude > 53 || *at.Longitude < 13 || *at.Longitude > 14 || at.Name != config.Name {
		t.Errorf("%+v", at)
	}
	config.TimeZone = "Europe/Paris"
	if at := demoPlace(config); at.Latitude != nil || at.Longitude != nil || at.Address != "" {
		t.Errorf("Berlin is not in the zone of Paris: %+v", at)
	}
}
