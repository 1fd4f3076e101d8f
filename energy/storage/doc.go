// Package storage estimates the state of charge of batteries. It owns the model of a cell (open
// circuit voltage, Thevenin circuit, hysteresis, what is not known of them), how cells make a pack,
// and three estimators behind one SOCEstimator: a coulomb counter, the open circuit voltage of a
// resting cell, and an extended Kalman filter. Currents are positive when they charge. Every answer
// carries its standard deviation; nothing here reads a clock or a file.
//
//	estimator := storage.NewSOCEstimator(storage.Pack{Cell: cell, Series: 96, Parallel: 2}, storage.Belief{SOC: 0.5, Sigma: 0.3})
//	estimate := estimator.Step(storage.Sample{Seconds: 1, Amps: -12.5, Volts: 355.2, HasAmps: true, HasVolts: true})
package storage
