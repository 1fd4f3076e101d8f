// Package optimise holds the controllers of class OPTIMIZATION: what is worth doing inside
// everything that must hold.
package optimise
