// Package manual holds the controller of class MANUAL_OVERRIDE: a set-point by hand that stands in
// the site file. What operators set while the edge runs the cycle files itself.
package manual
