// Package unit holds the physical quantities that are limited, commanded or billed, as integers
// in their own types: Power in W, Energy in J, Current in mA. It states the one sign rule of the
// tree: power is positive when it flows away from the grid. Scaled is their exact share or multiple.
package unit
