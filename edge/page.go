package edge

import (
	"ohmstead/edge/panel"
	"ohmstead/internal/stage"
	"ohmstead/ui"
)

// PanelConfig says where the edge's own panel is served.
type PanelConfig struct {
	// Listen is host:port; "" serves no panel.
	Listen string
	// Ready is called whenever the panel begins to listen; may be nil.
	Ready func(panel.Ready)
}

// serve starts the edge's own page, where one is wanted.
func (p PanelConfig) serve(running *stage.Stack, c Config, from panel.Services) error {
	if p.Listen == "" {
		return nil
	}
	page, err := panel.New(panel.Config{Listen: p.Listen, Dir: c.Dir, UI: ui.FS(), Log: c.Log, Ready: p.Ready}, from)
	if err != nil {
		return err
	}
	running.Start("panel", page.Run)
	return nil
}
