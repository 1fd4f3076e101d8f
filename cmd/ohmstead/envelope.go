package main

import (
	"context"

	"github.com/spf13/cobra"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/handed"
	"ohmstead/backend/postgres"
)

func envelopeCommand() *cobra.Command {
	var a admins
	var keyFile string
	c := &cobra.Command{
		Use:     "envelope submit|withdraw|source FILE",
		Short:   "Hand operating envelopes to a backend, as an adapter does: docs/microgrid.md",
		Example: "  ohmstead envelope submit depot.yaml --key-file adapter.key",
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			content, err := handed.Read(args[0], args[1], keyFile)
			if err != nil {
				return err
			}
			return a.look(c.Context(), func(ctx context.Context, db *postgres.DB) error {
				return content.Hand(ctx, doorOf(db), c.OutOrStdout())
			})
		},
	}
	c.Flags().StringVar(&keyFile, "key-file", "", "file that holds an API key with the scope INGEST")
	return a.flags(c)
}

// doorOf is the way in to a backend's microgrids.
func doorOf(db *postgres.DB) handed.Door {
	return handed.Door{Identity: identity.NewService(db), Port: microgrid.NewService(db)}
}
