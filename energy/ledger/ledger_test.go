package ledger_test

import (
	"encoding/hex"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/energy/ledger"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

func period(from, to string) slot.Interval { return slot.Interval{From: at(from), To: at(to)} }

func TestPost_SharesByTheSecondsOfEachQuarterHour(t *testing.T) {
	tests := map[string]struct {
		period slot.Interval
		energy int64
		want   []int64
	}{
		"an hour becomes four equal parts":                      {period("2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z"), 3_600_000, []int64{900_000, 900_000, 900_000, 900_000}},
		"a quarter hour is one":                                 {period("2026-06-01T00:00:00Z", "2026-06-01T00:15:00Z"), 7, []int64{7}},
		"ends that are not aligned get what their seconds are":  {period("2026-06-01T00:10:00Z", "2026-06-01T00:40:00Z"), 1800, []int64{300, 900, 600}},
		"what is left goes to the largest remainder":            {period("2026-06-01T00:10:00Z", "2026-06-01T00:40:00Z"), 10, []int64{2, 5, 3}},
		"among equal remainders the earlier gets it":            {period("2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z"), 6, []int64{2, 2, 1, 1}},
		"less than one each leaves zeros, which are known":      {period("2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z"), 1, []int64{1, 0, 0, 0}},
		"a period inside one quarter hour is that quarter hour": {period("2026-06-01T00:01:00Z", "2026-06-01T00:01:01Z"), 5, []int64{5}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			entries, err := ledger.Post("t", ledger.Transfer{Source: ledger.ID{1}, Destination: ledger.ID{2}, Period: tt.period, EnergyJ: tt.energy})
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, e := range entries {
				if e.Group == (ledger.ID{2}) {
					got = append(got, e.EnergyJ)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func TestPost_RefusesWhatIsNoTransfer(t *testing.T) {
	good := ledger.Transfer{Source: ledger.ID{1}, Destination: ledger.ID{2}, Period: period("2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z"), EnergyJ: 1}
	negative := int64(-1)
	tests := map[string]struct {
		change func(*ledger.Transfer)
		want   reason.Code
	}{
		"to itself":              {func(t *ledger.Transfer) { t.Destination = t.Source }, reason.InvalidBalanceGroup},
		"of no energy":           {func(t *ledger.Transfer) { t.EnergyJ = 0 }, reason.InvalidEnergyAmount},
		"of negative energy":     {func(t *ledger.Transfer) { t.EnergyJ = -1 }, reason.InvalidEnergyAmount},
		"of more than there is":  {func(t *ledger.Transfer) { t.EnergyJ = ledger.MaxJ + 1 }, reason.InvalidEnergyAmount},
		"that ends as it begins": {func(t *ledger.Transfer) { t.Period.To = t.Period.From }, reason.InvalidTimeframe},
		"that ends before":       {func(t *ledger.Transfer) { t.Period.To = t.Period.From.Add(-time.Hour) }, reason.InvalidTimeframe},
		"that is too long":       {func(t *ledger.Transfer) { t.Period.To = t.Period.From.Add(31*24*time.Hour + time.Hour + time.Second) }, reason.InvalidTimeframe},
		"with parts of seconds":  {func(t *ledger.Transfer) { t.Period.To = t.Period.To.Add(time.Millisecond) }, reason.InvalidTimeAlignment},
		"of negative emissions":  {func(t *ledger.Transfer) { t.CO2 = &negative }, reason.InvalidValue},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			transfer := good
			tt.change(&transfer)
			if entries, err := ledger.Post("t", transfer); !errors.Is(err, reason.New(tt.want, nil)) || entries != nil {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	longest := good
	longest.Period.To = longest.Period.From.Add(31*24*time.Hour + time.Hour)
	if entries, err := ledger.Post("t", longest); err != nil || len(entries) != 2*ledger.MaxSlots {
		t.Errorf("the longest period: %d entries, %v", len(entries), err)
	}
}

func drawTransfer(t *rapid.T) ledger.Transfer {
	from := at("2026-01-01T00:00:00Z").Add(time.Duration(rapid.IntRange(0, 40_000_000).Draw(t, "from")) * time.Second)
	out := ledger.Transfer{
		Source: ledger.ID{1}, Destination: ledger.ID{2}, EnergyJ: rapid.Int64Range(1, ledger.MaxJ).Draw(t, "energy"),
		Period: slot.Interval{From: from, To: from.Add(time.Duration(rapid.IntRange(1, 300_000).Draw(t, "seconds")) * time.Second)},
	}
	if rapid.Bool().Draw(t, "known") {
		co2 := rapid.Int64Range(0, ledger.MaxJ).Draw(t, "co2")
		out.CO2 = &co2
	}
	return out
}

// In every quarter hour the entries come to zero; over all of them they are the whole; each part is its exact
// share to less than 1 J; and the reversal is the same with the other sign.
func TestPost_ConservesEnergy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		transfer := drawTransfer(t)
		entries, err := ledger.Post("t", transfer)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ledger.Post("t", transfer.Reversed())
		if err != nil || len(back) != len(entries) {
			t.Fatalf("the reversal has %d entries of %d, %v", len(back), len(entries), err)
		}
		opposite := map[time.Time]map[ledger.ID]ledger.Entry{}
		for _, e := range back {
			if opposite[e.Slot] == nil {
				opposite[e.Slot] = map[ledger.ID]ledger.Entry{}
			}
			opposite[e.Slot][e.Group] = e
		}
		perSlot := map[time.Time]int64{}
		var received, emitted, seconds int64
		for _, e := range entries {
			perSlot[e.Slot] += e.EnergyJ
			if (e.CO2 == nil) != (transfer.CO2 == nil) {
				t.Fatalf("emissions %v of a transfer with %v", e.CO2, transfer.CO2)
			}
			if o := opposite[e.Slot][e.Group]; o.EnergyJ != -e.EnergyJ || e.CO2 != nil && *o.CO2 != -*e.CO2 {
				t.Fatalf("%v is taken back by %v", e, o)
			}
			if e.Group != transfer.Destination {
				continue
			}
			received += e.EnergyJ
			if e.CO2 != nil {
				emitted += *e.CO2
			}
			part, inside := slot.At(e.Slot, slot.QuarterHour).Intersect(transfer.Period)
			if !inside || !slot.Floor(e.Slot, slot.QuarterHour).Equal(e.Slot) {
				t.Fatalf("an entry at %v is outside of %v", e.Slot, transfer.Period)
			}
			own := int64(part.Length() / time.Second)
			seconds += own
			exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(transfer.EnergyJ), big.NewInt(own)), big.NewInt(int64(transfer.Period.Length()/time.Second)))
			if off := exact.Sub(exact, new(big.Rat).SetInt64(e.EnergyJ)); off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("%v is %v off its share", e, off)
			}
		}
		for at, sum := range perSlot {
			if sum != 0 {
				t.Fatalf("at %v the entries come to %d", at, sum)
			}
		}
		if received != transfer.EnergyJ || seconds != int64(transfer.Period.Length()/time.Second) || transfer.CO2 != nil && emitted != *transfer.CO2 {
			t.Fatalf("%d J, %d g, %d s of %+v", received, emitted, seconds, transfer)
		}
	})
}

func TestParseWattHours(t *testing.T) {
	for text, want := range map[string]int64{"1000": 3_600_000, "0.01": 36, "1.5": 5400, "250.25": 900_900, "277777777777.77": 999_999_999_999_972} {
		if got, err := ledger.ParseWattHours(text); err != nil || got != want {
			t.Errorf("%s Wh are %d J, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "0.00", "-1", "+1", "1.", ".5", "1.234", "1e3", "1,5", "٣", "277777777777.78", "9999999999999", "1 "} {
		if got, err := ledger.ParseWattHours(text); !errors.Is(err, reason.New(reason.InvalidEnergyAmount, nil)) {
			t.Errorf("%q Wh are %d J, %v", text, got, err)
		}
	}
}

// The hash is that of the text the package describes, computed here by sha256sum(1).
func TestHash_IsThatOfItsText(t *testing.T) {
	co2 := int64(-4)
	group, first, second := ledger.ID{0xaa}, ledger.ID{1}, ledger.ID{2}
	postings := []ledger.Posted{
		{at("2026-06-01T00:15:00Z"), first, -3600, &co2}, {at("2026-06-01T00:00:00Z"), second, 7, nil}, {at("2026-06-01T00:00:00Z"), first, 36, nil},
	}
	got := ledger.Hash(group, period("2026-06-01T00:00:00Z", "2026-06-01T00:30:00Z"), postings)
	const want = "ea78aac0ce32b7af22163a00277aaa08a5e717278992ba63631977e795681e08"
	if hex.EncodeToString(got[:]) != want {
		t.Errorf("%x, want %s", got, want)
	}
	slices.Reverse(postings)
	if again := ledger.Hash(group, period("2026-06-01T00:00:00Z", "2026-06-01T00:30:00Z"), postings); again != got {
		t.Error("in another order it is another")
	}
	postings[0].EnergyJ++
	if other := ledger.Hash(group, period("2026-06-01T00:00:00Z", "2026-06-01T00:30:00Z"), postings); other == got {
		t.Error("of another amount it is the same")
	}
}
