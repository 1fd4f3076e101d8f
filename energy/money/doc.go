// Package money holds exact decimals and currencies: what energy costs is never a binary fraction.
//
// A Decimal is a whole number of units of ten to some negative power; sums and products are exact, and only
// Round loses digits, half to even. A rate keeps its full precision; an amount that is posted is rounded once,
// to the minor unit of its currency.
package money
