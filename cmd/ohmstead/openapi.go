package main

import (
	"github.com/spf13/cobra"

	"ohmstead/backend"
)

func openapiCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "openapi",
		Short:   "Print the description of the API (OpenAPI 3.1, JSON)",
		Example: "  ohmstead openapi > openapi.json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			document, err := backend.Document()
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(document)
			return err
		},
	}
}
