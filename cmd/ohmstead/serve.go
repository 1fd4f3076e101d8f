package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ohmstead/backend"
	"ohmstead/cmd/ohmstead/call"
)

func serveCommand() *cobra.Command {
	var file, dir, http, hub, mqtt, target, level string
	var seed bool
	var elsewhere theirs
	c := &cobra.Command{
		Use:     "serve",
		Short:   "Run the backend: database, bus, API and pages",
		Example: "  ohmstead serve --demo\n  ohmstead serve -c backend.yaml --target api\n  ohmstead serve --database-url-file database.url",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			log, err := logger(c.ErrOrStderr(), level)
			if err != nil {
				return err
			}
			config, err := backendConfig(file)
			if err != nil {
				return err
			}
			overlay(c, map[string]func(){
				"data":   func() { config.DataDir = dir },
				"http":   func() { config.Listen = http },
				"hub":    func() { config.Bus.Listen = hub },
				"mqtt":   func() { config.MQTT.Listen = mqtt },
				"target": func() { config.Target = backend.Target(target) },
			})
			elsewhere.apply(&config)
			if config.DataDir == "" {
				if config.DataDir, err = defaultDir(); err != nil {
					return err
				}
			}
			if err := config.Validate(); err != nil {
				return call.Wrong(err)
			}
			if err := elsewhere.letsEdgesIn(config); seed && err != nil {
				return err
			}
			if config.DataDir, err = makeDataDir(config.DataDir); err != nil {
				return err
			}
			options := backend.Options{Log: log}
			if seed {
				if options, err = withDemo(config, options); err != nil {
					return err
				}
			}
			tell := options.Ready
			options.Ready = func(r backend.Ready) {
				if tell != nil {
					tell(r)
				}
				fmt.Fprintf(c.OutOrStdout(), "backend runs: page %s, edges connect to %s\n", orElsewhere(r.URL), orElsewhere(r.LeafURL))
				if r.MQTT != "" {
					fmt.Fprintf(c.OutOrStdout(), "readings over MQTT are taken at %s\n", r.MQTT)
				}
			}
			return backend.Run(c.Context(), config, options)
		},
	}
	f := c.Flags()
	f.StringVarP(&file, "config", "c", "", "configuration file; flags override it")
	f.StringVar(&dir, "data", "", "directory of everything that is kept")
	f.StringVar(&http, "http", backend.Default().Listen, "address of pages and API")
	f.StringVar(&hub, "hub", backend.Default().Bus.Listen, "address where edges connect")
	f.StringVar(&mqtt, "mqtt", "", "address where readings come in over MQTT; off without it")
	f.StringVar(&target, "target", string(backend.All), "part of the backend: all, api, ingest or worker")
	f.BoolVar(&seed, "demo", false, "make the demo tenant, with its first login and its edge's credential in the data directory")
	elsewhere.flags(c)
	logFlag(c, &level)
	return c
}

// orElsewhere is an address of this process, if it has one.
func orElsewhere(address string) string {
	if address == "" {
		return "elsewhere"
	}
	return address
}

// overlay calls what belongs to each flag that was given.
func overlay(c *cobra.Command, set map[string]func()) {
	for name, apply := range set {
		if c.Flags().Changed(name) {
			apply()
		}
	}
}

func backendConfig(file string) (backend.Config, error) {
	if file == "" {
		return backend.Default(), nil
	}
	config, err := backend.Load(file)
	if err != nil {
		return config, call.Wrong(err)
	}
	return config, nil
}

// withDemo adds the demo tenant to a backend that starts; its edge's credential names the hub that
// the backend opens.
func withDemo(c backend.Config, o backend.Options) (backend.Options, error) {
	d := &demo{dir: c.DataDir}
	var err error
	if d.owner, err = ensureLogin(loginFile(c.DataDir), "http://"+c.Listen, demoOwner); err != nil {
		return o, err
	}
	o.Prepare = d.prepare
	o.Ready = func(r backend.Ready) {
		if _, err := d.edge(r.LeafURL, nil); err != nil {
			o.Log.Error("the demo edge's credential was not written", "err", err)
		}
	}
	return o, nil
}
