package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"ohmstead/sim"
)

func simCommand() *cobra.Command {
	var file string
	var speed float64
	c := &cobra.Command{
		Use:     "sim",
		Short:   "Run a simulated site whose devices answer on real Modbus TCP ports of this machine",
		Example: "  ohmstead sim\n  ohmstead sim -c house.yaml --speed 60",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := simConfig(file)
			if err != nil {
				return err
			}
			if c.Flags().Changed("speed") {
				config.Speed = speed
			}
			if err := config.Validate(); err != nil {
				return usageError{err}
			}
			return sim.Run(c.Context(), config, c.OutOrStdout())
		},
	}
	c.AddCommand(simWorldCommand())
	c.Flags().StringVarP(&file, "config", "c", "", "site file of the simulator (see docs/simulator.md); without it a house")
	c.Flags().Float64Var(&speed, "speed", 1, "world time over wall time")
	return c
}

// simConfig is the simulated site of a file, the demo house without one.
func simConfig(file string) (sim.Config, error) {
	if file == "" {
		return sim.Default(), nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return sim.Config{}, usageError{fmt.Errorf("read simulated site: %w", err)}
	}
	config, err := sim.Load(file, data)
	if err != nil {
		return sim.Config{}, usageError{err}
	}
	return config, nil
}
