package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ohmstead/backend"
	"ohmstead/backend/backup"
	"ohmstead/cmd/ohmstead/call"
)

// keeping is what `backup` and `restore` were asked.
type keeping struct {
	config, dir, file, output string
	elsewhere                 theirs
}

func backupCommand() *cobra.Command {
	var k keeping
	c := &cobra.Command{
		Use:   "backup --to FILE",
		Short: "Write everything a backend keeps into one file, while it runs",
		Long: "Writes the database as it is at one instant, and the key that signs orders, into one file that appears\n" +
			"when it is whole. The file holds hashes of passwords and that key: keep it as safe as the backend.",
		Example: "  ohmstead backup --to ohmstead.backup\n  ohmstead backup --to ohmstead.backup --database-url-file database.url",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return k.run(c, "--to", "kept", backend.Backup) },
	}
	c.Flags().StringVar(&k.file, "to", "", "file to write; a name that is taken is refused")
	k.flags(c)
	return c
}

func restoreCommand() *cobra.Command {
	var k keeping
	c := &cobra.Command{
		Use:   "restore --from FILE",
		Short: "Fill an empty system from a backup",
		Long: "Looks the whole file through first. A file that is damaged or newer than this program and a system that\n" +
			"is not empty are refused, and then nothing is changed.",
		Example: "  ohmstead restore --from ohmstead.backup --data /var/lib/ohmstead\n  ohmstead restore --from ohmstead.backup --database-url-file database.url",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return k.run(c, "--from", "restored", backend.Restore) },
	}
	c.Flags().StringVar(&k.file, "from", "", "file that ohmstead backup wrote")
	k.flags(c)
	return c
}

func (k *keeping) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVarP(&k.config, "config", "c", "", "configuration file of the backend; flags override it")
	f.StringVar(&k.dir, "data", "", "data directory of the backend (default as of ohmstead up)")
	f.StringVar(&k.elsewhere.database.URL, "database-url", "", "PostgreSQL that runs elsewhere: postgres://user:password@host/database")
	f.StringVar(&k.elsewhere.database.URLFile, "database-url-file", "", "file that holds the URL of the PostgreSQL elsewhere")
	f.StringVar(&k.output, "output", "text", "text or json")
}

func (k *keeping) run(c *cobra.Command, flag, done string, do func(context.Context, backend.Config, backend.Keeping) (backup.Manifest, error)) error {
	if k.file == "" {
		return call.Wrong(fmt.Errorf("%s is missing: name the file", flag))
	}
	if k.output != "text" && k.output != "json" {
		return call.Wrong(fmt.Errorf("--output is %q, want text or json", k.output))
	}
	config, err := backendConfig(k.config)
	if err != nil {
		return err
	}
	overlay(c, map[string]func(){"data": func() { config.DataDir = k.dir }})
	k.elsewhere.apply(&config)
	if config.DataDir == "" {
		if config.DataDir, err = defaultDir(); err != nil {
			return err
		}
	}
	report, end := progress(c.ErrOrStderr())
	m, err := do(c.Context(), config, backend.Keeping{File: k.file, Software: software(), Report: report})
	end()
	if err != nil {
		return err
	}
	return call.Print(c.OutOrStdout(), k.output, m, func(w io.Writer) {
		fmt.Fprintf(w, "%s: %d rows of %d tables, schema %d, taken at %s, by %s\n", done, m.Rows(), len(m.Tables), m.Schema, m.TakenAt.Format("2006-01-02 15:04:05Z"), m.Software)
	})
}
