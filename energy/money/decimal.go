package money

import (
	"fmt"
	"math/big"
	"strings"

	"ohmstead/energy/reason"
)

// Digits a Decimal that is read may have. What is computed may have more.
const (
	MaxWhole    = 15
	MaxFraction = 12
)

// Decimal is an exact decimal number. The zero Decimal is 0. Two that are equal have the same text: no zeros
// stand at the end of a fraction.
type Decimal struct {
	// units of ten to the power of minus scale; nil for 0. Never changed once set.
	units *big.Int
	scale int
}

// Parse reads digits with at most one point, such as -0.0825: no exponent, no grouping, no spaces, at most 15
// digits before the point and 12 behind it, zeros at the end apart. field is named in the refusal:
// INVALID_VALUE.
func Parse(field, text string) (Decimal, error) {
	refused := reason.Invalid(field, text, fmt.Sprintf("a decimal number such as 0.0825, at most %d digits before the point and %d behind it", MaxWhole, MaxFraction))
	whole, fraction, pointed := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if whole == "" || (pointed && fraction == "") || strings.Trim(whole+fraction, "0123456789") != "" {
		return Decimal{}, refused
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(strings.TrimLeft(whole, "0")) > MaxWhole || len(fraction) > MaxFraction {
		return Decimal{}, refused
	}
	units, _ := new(big.Int).SetString(whole+fraction, 10)
	if strings.HasPrefix(text, "-") {
		units.Neg(units)
	}
	return short(units, len(fraction)), nil
}

// Of is units of ten to the power of minus scale: Of(1250, 2) is 12.5. A negative scale is a bug.
func Of(units int64, scale int) Decimal {
	if scale < 0 {
		panic("money: a decimal of a negative scale")
	}
	return short(big.NewInt(units), scale)
}

// short takes the zeros off the end of the fraction.
func short(units *big.Int, scale int) Decimal {
	if units.Sign() == 0 {
		return Decimal{}
	}
	ten, rest := big.NewInt(10), new(big.Int)
	for scale > 0 {
		quotient, _ := new(big.Int).QuoRem(units, ten, rest)
		if rest.Sign() != 0 {
			break
		}
		units, scale = quotient, scale-1
	}
	return Decimal{units: units, scale: scale}
}

// at is the number in units of ten to the power of minus scale, which is not below its own.
func (d Decimal) at(scale int) *big.Int {
	if d.units == nil {
		return new(big.Int)
	}
	return new(big.Int).Mul(d.units, tens(scale-d.scale))
}

func tens(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// Add is the exact sum.
func (d Decimal) Add(o Decimal) Decimal {
	scale := max(d.scale, o.scale)
	return short(new(big.Int).Add(d.at(scale), o.at(scale)), scale)
}

// Neg is the number with the other sign.
func (d Decimal) Neg() Decimal {
	return short(new(big.Int).Neg(d.at(d.scale)), d.scale)
}

// Sub is the exact difference.
func (d Decimal) Sub(o Decimal) Decimal { return d.Add(o.Neg()) }

// Mul is the exact product.
func (d Decimal) Mul(o Decimal) Decimal {
	return short(new(big.Int).Mul(d.at(d.scale), o.at(o.scale)), d.scale+o.scale)
}

// Cmp is -1 where d is less than o, 0 where they are equal, 1 where it is more.
func (d Decimal) Cmp(o Decimal) int {
	scale := max(d.scale, o.scale)
	return d.at(scale).Cmp(o.at(scale))
}

// Equal says whether both are the same number.
func (d Decimal) Equal(o Decimal) bool { return d.Cmp(o) == 0 }

// Sign is -1, 0 or 1.
func (d Decimal) Sign() int { return d.at(d.scale).Sign() }

// Round is the number with at most places digits behind the point, half to even. Source: ISO 80000-1, annex on
// the rounding of numbers, rule A. A negative number of places is a bug.
func (d Decimal) Round(places int) Decimal {
	if places < 0 {
		panic("money: rounded to a negative number of places")
	}
	if d.scale <= places {
		return d
	}
	return Decimal{units: d.units, scale: d.scale - places}.whole(places)
}

// whole rounds to a whole number, half to even, and reads it as units of ten to the power of minus scale.
func (d Decimal) whole(scale int) Decimal {
	by := tens(d.scale)
	quotient, rest := new(big.Int).QuoRem(new(big.Int).Abs(d.units), by, new(big.Int))
	twice := rest.Lsh(rest, 1).Cmp(by)
	if twice > 0 || twice == 0 && quotient.Bit(0) == 1 {
		quotient.Add(quotient, big.NewInt(1))
	}
	if d.units.Sign() < 0 {
		quotient.Neg(quotient)
	}
	return short(quotient, scale)
}

// String is the number as Parse reads it, without zeros at the end of its fraction.
func (d Decimal) String() string { return d.Fixed(0) }

// Fixed is the number with at least so many digits behind the point: an amount as it stands on an invoice.
func (d Decimal) Fixed(places int) string {
	scale := max(d.scale, places)
	units := d.at(scale)
	digits := new(big.Int).Abs(units).String()
	if short := scale + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	if at := len(digits) - scale; scale > 0 {
		digits = digits[:at] + "." + digits[at:]
	}
	if units.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

// MarshalText is String; JSON has decimals as texts, since readers take numbers for binary fractions.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is Parse.
func (d *Decimal) UnmarshalText(text []byte) (err error) {
	*d, err = Parse("decimal", string(text))
	return err
}
