package main

import (
	"errors"

	"github.com/spf13/cobra"

	"ohmstead/backend"
	"ohmstead/cmd/ohmstead/call"
)

// theirs are a database and a bus that somebody else runs, as flags. A URL with a password belongs in
// a file: a command line can be read by everybody on the machine.
type theirs struct {
	database backend.Database
	bus      backend.Bus
}

var errNoLeaf = errors.New("the demo's edge connects here: with --nats-url give --nats-leaf-url too, where that NATS accepts leaf nodes")

func (t *theirs) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&t.database.URL, "database-url", "", "PostgreSQL that runs elsewhere: postgres://user:password@host/database")
	f.StringVar(&t.database.URLFile, "database-url-file", "", "file that holds the URL of the PostgreSQL elsewhere")
	f.StringVar(&t.bus.URL, "nats-url", "", "NATS with JetStream that runs elsewhere: nats://user:password@host:4222")
	f.StringVar(&t.bus.URLFile, "nats-url-file", "", "file that holds the URL of the NATS elsewhere")
	f.StringVar(&t.bus.LeafURL, "nats-leaf-url", "", "where that NATS accepts leaf nodes, nats-leaf://user:password@host:7422, so that edges are let in here")
	f.StringVar(&t.bus.LeafURLFile, "nats-leaf-url-file", "", "file that holds the URL where that NATS accepts leaf nodes")
}

// apply puts what was given over a configuration: a URL on the command line replaces a file named in
// the configuration.
func (t *theirs) apply(c *backend.Config) {
	if t.database != (backend.Database{}) {
		c.Database = t.database
	}
	if t.bus.URL != "" || t.bus.URLFile != "" {
		c.Bus.URL, c.Bus.URLFile = t.bus.URL, t.bus.URLFile
	}
	if t.bus.LeafURL != "" || t.bus.LeafURLFile != "" {
		c.Bus.LeafURL, c.Bus.LeafURLFile = t.bus.LeafURL, t.bus.LeafURLFile
	}
}

// letsEdgesIn refuses a demo whose edge has nowhere to connect to.
func (t *theirs) letsEdgesIn(c backend.Config) error {
	elsewhere := c.Bus.URL != "" || c.Bus.URLFile != ""
	if elsewhere && c.Bus.LeafURL == "" && c.Bus.LeafURLFile == "" {
		return call.Wrong(errNoLeaf)
	}
	return nil
}
