package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ohmstead/backend"
	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/backend/platform"
	"ohmstead/backend/postgres"
	"ohmstead/cmd/ohmstead/call"
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
		Use:   "add E-MAIL",
		Short: "Let somebody run the platform, and print the link by which they set a password",
		Long: "Lets somebody run the platform and prints the link by which they set a password. For somebody who does already it\n" +
			"prints a new link, for a password that was lost; somebody who was locked out is let in again.",
		Example: "  ohmstead admin add ada@example.org --name \"Ada Example\" --url https://energy.example.org",
		Args:    call.Args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if language != "en" && language != "de" {
				return call.Wrong(fmt.Errorf("--language is %q, want en or de", language))
			}
			if strings.TrimSpace(name) == "" {
				return call.Wrong(errors.New("who is it? Give --name"))
			}
			in, err := people.Clean(people.Invitation{Email: args[0], DisplayName: name, Language: language})
			if err != nil {
				return err
			}
			return a.look(c.Context(), func(ctx context.Context, db *postgres.DB) error {
				return add(ctx, db, in, c.OutOrStdout(), url)
			})
		},
	}
	c.Flags().StringVar(&name, "name", "", "the person's name (required)")
	c.Flags().StringVar(&language, "language", "en", "the language of the pages, en or de")
	c.Flags().StringVar(&url, "url", "http://127.0.0.1:8080", "where the pages are found")
	return a.flags(c)
}

// add invites one. Who runs the platform already gets a new link, for a password that was lost; who was
// locked out is let in again.
func add(ctx context.Context, db *postgres.DB, in people.Invitation, out io.Writer, url string) error {
	link, stored, err := people.DrawLink(time.Now())
	if err != nil {
		return err
	}
	own, users, err := platformPeople(ctx, db)
	if err != nil {
		return err
	}
	if known, ok := find(users, in.Email); ok {
		err = again(ctx, db, onServer(own.Key), known, stored)
	} else {
		in.Key = "admin " + strings.ToLower(in.Email)
		_, err = db.AddPlatformAdmin(ctx, onServer(0), people.NewUser{Invitation: in, Link: stored, Created: stored.Created})
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s runs the platform once a password is set, until %s at the latest, with\n%s/welcome#%s\n", in.Email, link.Expires.Local().Format(time.RFC1123), strings.TrimSuffix(url, "/"), link.Token)
	return nil
}

func again(ctx context.Context, db *postgres.DB, by identity.Scope, u people.User, link people.StoredLink) error {
	if u.Status == people.Disabled {
		active := people.Active
		_, err := db.ChangeUser(ctx, by, u.ID, func(people.User, int) (people.Change, error) { return people.Change{Status: &active}, nil })
		if err != nil {
			return err
		}
	}
	return db.SaveLink(ctx, by, u.ID, link)
}

func find(users []people.User, email string) (people.User, bool) {
	i := slices.IndexFunc(users, func(u people.User) bool { return strings.EqualFold(u.Email, email) })
	if i < 0 {
		return people.User{}, false
	}
	return users[i], true
}

func adminListCommand() *cobra.Command {
	var a admins
	return a.flags(&cobra.Command{
		Use:     "list",
		Short:   "List who runs the platform: e-mail, name, status",
		Example: "  ohmstead admin list",
		Args:    call.Args(cobra.NoArgs),
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
		Use:     "remove E-MAIL",
		Short:   "Lock out somebody who ran the platform; ends every session at once",
		Example: "  ohmstead admin remove ada@example.org",
		Args:    call.Args(cobra.ExactArgs(1)),
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
	u, ok := find(users, email)
	if !ok {
		return call.Wrong(fmt.Errorf("%s does not run the platform; ohmstead admin list shows who does", email))
	}
	disabled := people.Disabled
	_, err = db.ChangeUser(ctx, onServer(own.Key), u.ID, func(people.User, int) (people.Change, error) {
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
