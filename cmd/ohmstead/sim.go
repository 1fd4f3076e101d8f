package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/sim"
)

func simCommand() *cobra.Command {
	var file string
	var speed float64
	var virtual depotRun
	c := &cobra.Command{
		Use:     "sim",
		Short:   "Run a simulated site whose devices answer on real Modbus TCP ports, or a depot on a virtual clock",
		Long:    "Without a file, or with one of a site (docs/simulator.md), devices answer on real Modbus TCP ports of this\nmachine until Ctrl-C. With one of a depot (docs/depot-simulator.md: it has nodes), vehicles, chargers and the\nbalancing cycle run on a virtual clock, and what happens is written as lines of JSON: the same file and seed\ngive the same bytes. Exit 1 when a promise was broken or an expectation in the file missed, 2 when the file\ncannot be used.",
		Example: "  ohmstead sim\n  ohmstead sim -c house.yaml --speed 60\n  ohmstead sim -c testdata/depot/bus_depot.yaml --output text",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			isDepot, err := depotFile(file)
			if err != nil {
				return err
			}
			if isDepot {
				return virtual.run(c, file)
			}
			config, err := simConfig(file)
			if err != nil {
				return err
			}
			if c.Flags().Changed("speed") {
				config.Speed = speed
			}
			if err := config.Validate(); err != nil {
				return call.Wrong(err)
			}
			return sim.Run(c.Context(), config, c.OutOrStdout())
		},
	}
	c.AddCommand(simWorldCommand(), simStudyCommand())
	c.Flags().StringVarP(&file, "config", "c", "", "file of a simulated site or depot; without it a house")
	virtual.flags(c)
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
		return sim.Config{}, call.Wrong(fmt.Errorf("read simulated site: %w", err))
	}
	config, err := sim.Load(file, data)
	if err != nil {
		return sim.Config{}, call.Wrong(err)
	}
	return config, nil
}
