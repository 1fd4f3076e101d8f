// Package cell reads and writes models of cells as YAML files, and holds those of some cells with
// measured data: capacity, open circuit voltage and circuit by temperature, hysteresis, thresholds,
// uncertainty, origin. Every complaint names file, line, field and what would be right. What is done
// with a model is not its matter.
//
//	model, err := cell.Named("a123-anr26650")
//	pack, err := model.Pack()
package cell
