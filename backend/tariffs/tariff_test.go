package tariffs

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/tariff"
)

var now = time.Date(2026, 11, 28, 20, 5, 0, 0, time.UTC)

func at(hours int) *time.Time {
	t := now.Truncate(time.Hour).Add(time.Duration(hours) * time.Hour)
	return &t
}

// The end of a version is moved while it lies ahead, and never into what has passed.
func TestMove(t *testing.T) {
	beside := now.Add(time.Hour)
	for name, tt := range map[string]struct {
		from, to, end *time.Time
		code          reason.Code
	}{
		"one that holds ends ahead":                {at(-9), nil, at(9), ""},
		"its end ahead is taken back":              {at(-9), at(9), nil, ""},
		"its end ahead comes nearer":               {at(-9), at(9), at(1), ""},
		"an end in what has passed":                {at(-9), nil, at(-1), reason.TariffVersionBegun},
		"at the beginning of this quarter hour":    {at(-9), nil, at(0), reason.TariffVersionBegun},
		"an end that has passed":                   {at(-9), at(-1), at(9), reason.TariffVersionBegun},
		"one that has not begun is withdrawn":      {at(2), nil, at(2), ""},
		"and ends whenever":                        {at(2), at(9), at(3), ""},
		"before it begins":                         {at(2), nil, at(1), reason.InvalidValue},
		"one that was withdrawn comes not back":    {at(2), at(2), nil, reason.InvalidValue},
		"an end beside quarter hours":              {at(-9), nil, &beside, reason.InvalidValue},
		"the very instant at which it would begin": {at(-9), nil, at(-9), reason.TariffVersionBegun},
	} {
		err := Version{Version: tariff.Version{ValidFrom: *tt.from, ValidTo: tt.to}}.move(tt.end, now)
		if tt.code == "" && err != nil || tt.code != "" && !errors.Is(err, reason.New(tt.code, nil)) {
			t.Errorf("%s: %v, want %q", name, err, tt.code)
		}
	}
}

// version has so many components whose bands part the day at other minutes each.
func version(components int) tariff.Version {
	price := money.Of(1, 1)
	v := tariff.Version{ValidFrom: *at(0), KnownAt: now, Currency: "EUR", TimeZone: "Europe/Berlin", Clock: tariff.Civil, Rounding: tariff.HalfEven}
	for i := range components {
		c := tariff.Component{Name: fmt.Sprint(i), Kind: tariff.Energy, Basis: tariff.Import, Period: tariff.Interval}
		for month := 1; month <= 12; month++ {
			c.Bands = append(c.Bands, tariff.Band{Months: []int{month}, From: 20*i + month, To: 1440, Price: &tariff.Price{Constant: &price}})
		}
		v.Components = append(v.Components, c)
	}
	return v
}

func TestCheck_WhatADomainAloneCannotSee(t *testing.T) {
	later, nowhere, dense := version(1), version(1), version(50)
	later.KnownAt, nowhere.TimeZone = now.Add(time.Hour), "Berlin"
	for i, c := range dense.Components { // each day of the week has hours of its own
		for j := range c.Bands {
			c.Bands[j].Weekdays = slices.Delete(tariff.Weekdays()[:7], (i+j)%6, (i+j)%6+2)
		}
	}
	for want, v := range map[string]tariff.Version{
		"":                         version(40),
		"known_at is":              later,
		"time_zone is Berlin":      nowhere,
		"parts of the year with a": dense,
	} {
		err := Check(v, now)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestDraft_Check(t *testing.T) {
	for want, d := range map[reason.Code]Draft{"": {Name: "House"}, reason.MissingField: {Name: " "}, reason.InvalidValue: {Name: "House", Region: " "}} {
		if err := d.Check(); want == "" && err != nil || want != "" && !errors.Is(err, reason.New(want, nil)) {
			t.Errorf("%+v: %v, want %q", d, err, want)
		}
	}
}
