// Package formula is arithmetic in device profiles: what a device splits over several registers, or
// says by a flag, is put together by one line of text. A formula is checked when it is read; it sees
// numbers and nothing else.
//
//	f, err := formula.Parse("bit(flow, 1) ? abs(p) : -abs(p)", "p", "flow")
//	v, ok := f.Value(1200, 2)
//
// The language is that of github.com/expr-lang/expr with numbers, comparisons, conditions, the
// functions abs, ceil, floor, max, min and round, and bit(x, n): whether bit n of the whole number x
// is set. nil is no value.
package formula
