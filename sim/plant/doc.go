// Package plant is the physics of a simulated site: grid connection, PV and load that follow
// recorded series, a battery that follows its set-point. Time is an argument.
package plant
