package money

import (
	"strings"

	"ohmstead/energy/reason"
)

// Currency is a code of ISO 4217, such as EUR.
type Currency string

// currencies are the codes of money in use, by how many digits the minor unit has. Source: ISO 4217, list one,
// without codes of funds, metals, testing and no currency.
func currencies() [5]string {
	return [5]string{
		0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
		2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
			"DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT " +
			"LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN " +
			"QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS " +
			"VED VES WST XCD XCG YER ZAR ZMW ZWG",
		3: "BHD IQD JOD KWD LYD OMR TND",
	}
}

// ParseCurrency refuses what is no code of a currency in use: INVALID_VALUE.
func ParseCurrency(field, code string) (Currency, error) {
	if _, is := minor(code); !is {
		return "", reason.Invalid(field, code, "a currency code of ISO 4217 such as EUR")
	}
	return Currency(code), nil
}

// MinorDigits is how many digits behind the point an amount has: 2 for EUR, 0 for JPY. A code that
// ParseCurrency refuses is a bug.
func (c Currency) MinorDigits() int {
	digits, is := minor(string(c))
	if !is {
		panic("money: " + string(c) + " is no currency")
	}
	return digits
}

func minor(code string) (digits int, is bool) {
	if len(code) != 3 {
		return 0, false
	}
	for digits, codes := range currencies() {
		if strings.Contains(" "+codes+" ", " "+code+" ") {
			return digits, true
		}
	}
	return 0, false
}

// Amount is d rounded to the minor unit of the currency, half to even.
func (c Currency) Amount(d Decimal) Decimal { return d.Round(c.MinorDigits()) }
