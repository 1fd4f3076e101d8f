// Package grid holds the controllers of class GRID: bounds and targets owed to the grid
// connection.
package grid
