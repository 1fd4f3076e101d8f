package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
	"ohmstead/edge"
	"ohmstead/edge/panel"
)

// defaultPanel is where an edge serves its own panel: on this machine alone.
const defaultPanel = "127.0.0.1:8090"

// noPanel is what the flag says to have none.
const noPanel = "off"

func panelFlag(c *cobra.Command, listen *string) {
	c.Flags().StringVar(listen, "panel", defaultPanel, "address of the edge's own panel, or off; beyond this machine it is served over TLS")
}

// panelConfig reads the flag; the panel tells where it is found and, at its first start, the password.
func panelConfig(listen string, out io.Writer) (edge.PanelConfig, error) {
	if listen == noPanel || listen == "" {
		return edge.PanelConfig{}, nil
	}
	if err := panel.Check(listen); err != nil {
		return edge.PanelConfig{}, call.Wrong(fmt.Errorf("--panel: %w, or off", err))
	}
	return edge.PanelConfig{Listen: listen, Ready: func(r panel.Ready) {
		fmt.Fprintf(out, "panel       %s\n", r.URL)
		if r.First {
			fmt.Fprintf(out, "password    %s\n", r.Password)
		}
		if r.Fingerprint != "" {
			fmt.Fprintf(out, "certificate %s (SHA-256)\n", r.Fingerprint)
		}
	}}, nil
}
