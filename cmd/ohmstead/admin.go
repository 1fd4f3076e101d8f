package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"ohmstead/backend"
	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/backend/platform"
	"ohmstead/backend/postgres"
)

func adminCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "admin",
		Short: "Say who runs the platform: who may make and suspend tenants",
		Long: "Those who run the platform belong to a tenant of their own, which has no owner: nobody can become one of them\n" +
			"but by this command, given on the server by who can reach its database.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(adminAddCommand(), adminListCommand(), adminRemoveCommand())
	return c
}

// admins is where the platform's people are kept.
type admins struct {
	dir       string
	elsewhere theirs
}

func (a *admins) flags(c *cobra.Command) *cobra.Command {
	f := c.Flags()
	f.StringVar(&a.dir, "data", "", "data directory of the backend (default as of ohmstead up)")
	f.StringVar(&a.elsewhere.database.URL, "database-url", "", "PostgreSQL that runs elsewhere: postgres://user:password@host/database")
	f.StringVar(&a.elsewhere.database.URLFile, "database-url-file", "", "file that holds the URL of the PostgreSQL elsewhere")
	return c
}

func (a *admins) look(ctx context.Context, do func(context.Context, *postgres.DB) error) error {
	config := backend.Default()
	config.DataDir = a.dir
	a.elsewhere.apply(&config)
	if config.DataDir == "" {
		var err error
		if config.DataDir, err = defaultDir(); err != nil {
			return err
		}
	}
	return backend.Look(ctx, config, slog.New(slog.DiscardHandler), do)
}

// onServer is in whose name the log has what was done by this command.
func onServer(tenant int32) identity.Scope {
	return identity.Scope{Tenant: tenant, AllSites: true, Actor: "command:ohmstead admin"}
}

func adminAddCommand() *cobra.Command {
	var a admins
	var name, language, url string
	c := &cobra.Command{
		Use:     "add E-MAIL",
		Short:   "Let somebody run the platform, and print the link by which they set a password",
		Example: "  ohmstead admin add ada@example.org --name \"Ada Example\" --url https://energy.example.org",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			in, err := people.Clean(people.Invitation{Email: args[0], DisplayName: name, Language: language})
			if err != nil {
				return err
			}
			if language != "en" && language != "de" {
				return usageError{fmt.Errorf("--language is %q, want en or de", language)}
			}
			return a.look(c.Context(), func(ctx context.Context, db *postgres.DB) error {
				return add(ctx, db, in, c.OutOrStdout(), url)
			})
		},
	}
	c.Flags().StringVar(&name, "name", "", "the person's name")
	c.Flags().StringVar(&language, "language", "en", "the language of the pages, en or de")
	c.Flags().StringVar(&url, "url", "http://127.0.0.1:8080", "where the pages are found")
	return a.flags(c)
}

// add invites one; who was invited before and has set no password yet gets a new link.
func add(ctx context.Context, db *postgres.DB, in people.Invitation, out io.Writer, url string) error {
	now := time.Now()
	link, stored, err := people.DrawLink(now)
	if err != nil {
		return err
	}
	in.Key = "admin " + strings.ToLower(in.Email)
	if _, err := db.AddPlatformAdmin(ctx, onServer(0), people.NewUser{Invitation: in, Link: stored, Created: now}); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s runs the platform once a password is set, until %s at the latest, with\n%s/welcome#%s\n", in.Email, link.Expires.Local().Format(time.RFC1123), strings.TrimSuffix(url, "/"), link.Token)
	return nil
}

func adminListCommand() *cobra.Command {
	var a admins
	return a.flags(&cobra.Command{
		Use: "list", Short: "List who runs the platform", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.look(c.Context(), func(ctx context.Context, db *postgres.DB) error {
				own, users, err := platformPeople(ctx, db)
				if err != nil || own.Key == 0 {
					return err
				}
				for _, u := range users {
					fmt.Fprintf(c.OutOrStdout(), "%s\t%s\t%s\n", u.Email, u.DisplayName, u.Status)
				}
				return nil
			})
		},
	})
}

func adminRemoveCommand() *cobra.Command {
	var a admins
	return a.flags(&cobra.Command{
		Use: "remove E-MAIL", Short: "Lock out somebody who ran the platform; ends every session at once", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.look(c.Context(), func(ctx context.Context, db *postgres.DB) error { return remove(ctx, db, args[0]) })
		},
	})
}

func remove(ctx context.Context, db *postgres.DB, email string) error {
	own, users, err := platformPeople(ctx, db)
	if err != nil {
		return err
	}
	id := uuid.Nil
	for _, u := range users {
		if strings.EqualFold(u.Email, email) {
			id = u.ID
		}
	}
	if id == uuid.Nil {
		return usageError{fmt.Errorf("%s does not run the platform; ohmstead admin list shows who does", email)}
	}
	disabled := people.Disabled
	_, err = db.ChangeUser(ctx, onServer(own.Key), id, func(people.User, int) (people.Change, error) {
		return people.Change{Status: &disabled}, nil
	})
	return err
}

// platformPeople is the platform's tenant, if there is one, and who belongs to it.
func platformPeople(ctx context.Context, db *postgres.DB) (platform.Tenant, []people.User, error) {
	all, err := db.ListTenants(ctx)
	if err != nil {
		return platform.Tenant{}, nil, err
	}
	own, ok := platform.Find(all)
	if !ok {
		return own, nil, nil
	}
	users, err := db.ListUsers(ctx, onServer(own.Key))
	return own, users, err
}
