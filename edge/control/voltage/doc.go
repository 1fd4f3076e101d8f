// Package voltage holds the controllers of class GRID that hold a connection's voltage: reactive
// power, fixed or by a characteristic, and active power by voltage. Curves say "absorb" and
// "supply"; behind them absorbed reactive power is positive.
package voltage
