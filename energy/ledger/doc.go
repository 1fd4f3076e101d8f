// Package ledger is the arithmetic of balance groups (document 003): how an amount of energy becomes
// double entries of quarter hours, what is the opposite of them, what a seal hashes, and which groups
// may settle to which.
//
//	entries, err := ledger.Post(ledger.Transfer{Source: pv, Destination: flat, Period: hour, EnergyJ: 3_600_000})
//
// What a group receives is positive, what it gives negative: with the one sign rule of the tree what a
// consumer's group receives is its consumption. All quarter hours are those of UTC.
package ledger
