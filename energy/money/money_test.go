package money_test

import (
	"encoding/json"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/money"
)

func parse(t interface{ Fatalf(string, ...any) }, text string) money.Decimal {
	d, err := money.Parse("price", text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return d
}

func TestParse_WhatIsReadIsWrittenShort(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "0.0": "0", "12": "12", "012": "12", "1.50": "1.5", "-0.0825": "-0.0825", "100": "100",
		"999999999999999.999999999999": "999999999999999.999999999999", "0.10000000000000000": "0.1",
	} {
		if got := parse(t, text).String(); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

func TestParse_WhatIsNoDecimalIsRefusedByItsField(t *testing.T) {
	for _, text := range []string{"", "-", ".", "1.", ".5", "1,5", "1e3", "+1", " 1", "1 ", "1.2.3", "--1", "NaN", "0x1", "١", "1000000000000000", "0.0000000000001"} {
		_, err := money.Parse("price", text)
		want := `INVALID_VALUE: price is ` + text + `, want a decimal number such as 0.0825, at most 15 digits before the point and 12 behind it`
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRound_HalfGoesToTheEvenDigit(t *testing.T) {
	for _, c := range []struct {
		text   string
		places int
		want   string
	}{
		{"0.125", 2, "0.12"},
		{"0.135", 2, "0.14"},
		{"-0.125", 2, "-0.12"},
		{"-0.135", 2, "-0.14"},
		{"0.1250001", 2, "0.13"},
		{"2.5", 0, "2"},
		{"3.5", 0, "4"},
		{"0.5", 0, "0"},
		{"-0.5", 0, "0"},
		{"9.995", 2, "10"},
		{"1.2", 5, "1.2"},
		{"0", 2, "0"},
	} {
		if got := parse(t, c.text).Round(c.places).String(); got != c.want {
			t.Errorf("%s to %d places is %s, want %s", c.text, c.places, got, c.want)
		}
	}
}

func TestFixed_AnAmountHasTheDigitsOfItsCurrency(t *testing.T) {
	for _, c := range []struct {
		text string
		of   money.Currency
		want string
	}{{"1.5", "EUR", "1.50"}, {"0", "EUR", "0.00"}, {"-0.005", "EUR", "0.00"}, {"-0.015", "EUR", "-0.02"}, {"2.5", "JPY", "2"}, {"0.0625", "KWD", "0.062"}} {
		if got := c.of.Amount(parse(t, c.text)).Fixed(c.of.MinorDigits()); got != c.want {
			t.Errorf("%s %s is %s, want %s", c.text, c.of, got, c.want)
		}
	}
}

func TestParseCurrency_OnlyCodesInUse(t *testing.T) {
	for _, code := range []string{"EUR", "JPY", "BHD", "ZWG"} {
		if c, err := money.ParseCurrency("currency", code); err != nil || string(c) != code {
			t.Errorf("%s: %q %v", code, c, err)
		}
	}
	for _, code := range []string{"", "eur", "EU", "EURO", "XTS", "R U", "UR "} {
		if _, err := money.ParseCurrency("currency", code); err == nil {
			t.Errorf("%q is taken", code)
		}
	}
}

func TestDecimal_JSONIsAText(t *testing.T) {
	out, err := json.Marshal(map[string]money.Decimal{"price": parse(t, "0.3010")})
	if err != nil || string(out) != `{"price":"0.301"}` {
		t.Errorf("%s %v", out, err)
	}
	var back map[string]money.Decimal
	if err := json.Unmarshal(out, &back); err != nil || !back["price"].Equal(parse(t, "0.301")) {
		t.Errorf("%v %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"price":"1e9"}`), &back); err == nil {
		t.Error("an exponent is taken")
	}
}

// TestDecimal_ComputesAsRationalsDo has big.Rat as its oracle.
func TestDecimal_ComputesAsRationalsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) money.Decimal {
			return money.Of(rapid.Int64().Draw(t, name), rapid.IntRange(0, 12).Draw(t, name+" scale"))
		}
		rat := func(d money.Decimal) *big.Rat {
			r, ok := new(big.Rat).SetString(d.String())
			if !ok {
				t.Fatalf("%s is no number", d)
			}
			return r
		}
		a, b, places := draw("a"), draw("b"), rapid.IntRange(0, 12).Draw(t, "places")
		for what, pair := range map[string][2]*big.Rat{
			"sum":        {rat(a.Add(b)), new(big.Rat).Add(rat(a), rat(b))},
			"difference": {rat(a.Sub(b)), new(big.Rat).Sub(rat(a), rat(b))},
			"product":    {rat(a.Mul(b)), new(big.Rat).Mul(rat(a), rat(b))},
		} {
			if pair[0].Cmp(pair[1]) != 0 {
				t.Errorf("%s of %s and %s is %s, want %s", what, a, b, pair[0], pair[1])
			}
		}
		if a.Cmp(b) != rat(a).Cmp(rat(b)) || a.Equal(b) != (a.String() == b.String()) || a.Sign() != rat(a).Sign() {
			t.Errorf("%s and %s are compared otherwise than their values", a, b)
		}
		off := new(big.Rat).Abs(new(big.Rat).Sub(rat(a.Round(places)), rat(a)))
		half := new(big.Rat).SetFrac(big.NewInt(5), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)+1), nil))
		if off.Cmp(half) > 0 {
			t.Errorf("%s to %d places is %s", a, places, a.Round(places))
		}
	})
}
