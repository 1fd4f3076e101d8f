package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/edge"
)

func enrolCommand() *cobra.Command {
	var e edge.Enrolment
	c := &cobra.Command{
		Use:   "enrol",
		Short: "Take this edge into service at a backend, with a code",
		Long: "Take this edge into service: make its key here, exchange the code that the backend shows for its place\n" +
			"on the bus, and keep both in the data directory. \"ohmstead edge\" then runs from there.\n\n" +
			"A code can be used once and within an hour. If the answer is lost, run the command again.",
		Example: "  ohmstead edge enrol --backend https://energy.example.org --code 7K3M-9QXT-20VW",
		Args:    call.Args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if e.Backend == "" || e.Code == "" {
				return call.Wrong(errors.New("enrol where, and with which code? Give --backend and --code, as the answer to adding the edge shows it (POST /api/sites/{id}/edges)"))
			}
			var err error
			if e.Dir, err = edgeDir(e.Dir); err != nil {
				return err
			}
			e.Software = software()
			known, err := edge.Enrol(c.Context(), e)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "enrolled as edge %s; run it with: ohmstead edge --data %s\n", known.Edge, e.Dir)
			return nil
		},
	}
	c.Flags().StringVar(&e.Backend, "backend", "", "where the backend's pages are, such as https://energy.example.org (required)")
	c.Flags().StringVar(&e.Code, "code", "", "the code that the backend shows (required)")
	c.Flags().StringVar(&e.Dir, "data", "", "the edge's own data directory (default: edge below Ohmstead's)")
	c.Flags().StringVar(&e.CAFile, "ca", "", "file with certificates that vouch for the backend, beside the system's")
	return c
}

func rotateKeyCommand() *cobra.Command {
	var dir, ca string
	c := &cobra.Command{
		Use:   "rotate-key",
		Short: "Give this edge a new key",
		Long: "Give this enrolled edge a new key, from its next start on. The old one holds until then, a week at\n" +
			"most; nothing that was measured is lost. If the answer is lost, run the command again.",
		Example: "  ohmstead edge rotate-key",
		Args:    call.Args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			dir, err := edgeDir(dir)
			if err != nil {
				return err
			}
			known, err := edge.LoadCredential(edge.CredentialFile(dir))
			if err != nil {
				return call.Wrong(err)
			}
			if err := edge.RotateKey(c.Context(), known, ca); err != nil {
				return err
			}
			fmt.Fprintln(c.OutOrStdout(), "the edge has a new key; start it again to use it")
			return nil
		},
	}
	c.Flags().StringVar(&dir, "data", "", "the edge's own data directory (default: edge below Ohmstead's)")
	c.Flags().StringVar(&ca, "ca", "", "file with certificates that vouch for the backend, beside the system's")
	return c
}

// edgeDir is the edge's data directory: the one given, or the usual one.
func edgeDir(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	root, err := defaultDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, "edge"), nil
}
