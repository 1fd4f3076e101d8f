// Package sim wires a simulated site: the plant, and the Modbus servers it shows itself as.
package sim
