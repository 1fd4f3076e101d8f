package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"ohmstead/backend"
	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/cmd/ohmstead/call"
)

const adminPassword = "otter kettle marble lamp"

// office is the command line beside a database.
type office struct {
	*testing.T
	file string // with the URL of the database
}

func newOffice(t *testing.T) office {
	t.Helper()
	o := office{t, theirDatabase(t)}
	text, err := os.ReadFile(o.file)
	if err != nil {
		t.Fatal(err)
	}
	where, err := postgres.FromURL(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if err := postgres.Migrate(t.Context(), where); err != nil {
		t.Fatal(err)
	}
	return o
}

// admin runs the command and returns what it printed and its one complaint.
func (o office) admin(args ...string) (exit int, out, said string) {
	o.Helper()
	var stdout, stderr bytes.Buffer
	exit = run(append(append([]string{"admin"}, args...), "--database-url-file", o.file), &stdout, &stderr)
	return exit, stdout.String(), strings.TrimSpace(stderr.String())
}

// add lets somebody run the platform and returns the token of the link that is printed.
func (o office) add(email string) string {
	o.Helper()
	exit, out, said := o.admin("add", email, "--name", "Ada", "--url", "https://energy.example.org/")
	token := regexp.MustCompile(`https://energy\.example\.org/welcome#([\w-]{43})\n`).FindStringSubmatch(out)
	if exit != 0 || token == nil {
		o.Fatalf("add: exit code %d, %q, %q", exit, out, said)
	}
	return token[1]
}

func (o office) listed(want string) {
	o.Helper()
	if exit, out, said := o.admin("list"); exit != 0 || out != want {
		o.Errorf("list: exit code %d, %q, %q, want %q", exit, out, said, want)
	}
}

// with is what a server over the same database says.
func (o office) with(ask func(context.Context, *identity.Service) error) error {
	o.Helper()
	config := backend.Default()
	config.Database.URLFile = o.file
	return backend.Look(o.Context(), config, slog.New(slog.DiscardHandler), func(ctx context.Context, db *postgres.DB) error {
		return ask(ctx, identity.NewService(db))
	})
}

func (o office) accept(token string) error {
	return o.with(func(ctx context.Context, who *identity.Service) error {
		_, err := who.Accept(ctx, identity.Credential{Token: token, RemoteAddr: "192.0.2.1:1"}, identity.Acceptance{Password: adminPassword}, time.Now())
		return err
	})
}

func (o office) login(email string) (p identity.Principal, err error) {
	err = o.with(func(ctx context.Context, who *identity.Service) error {
		_, p, err = who.Login(ctx, identity.Attempt{Email: email, Password: adminPassword, RemoteAddr: "192.0.2.1:1"}, time.Now())
		return err
	})
	return p, err
}

func TestAdmin_WhoRunsThePlatformComesByALinkAndGoes(t *testing.T) {
	o := newOffice(t)
	o.listed("")
	first := o.add("ada@example.org")
	o.listed("ada@example.org\tAda\tINVITED\n")
	second := o.add("ADA@example.org")
	if err := o.accept(first); err == nil {
		t.Error("a link that was replaced is taken")
	}
	if err := o.accept(second); err != nil {
		t.Fatal(err)
	}
	o.listed("ada@example.org\tAda\tACTIVE\n")
	p, err := o.login("ada@example.org")
	if err != nil || !p.May(identity.Tenants) || p.May(identity.Read) || p.May(identity.Administer) {
		t.Errorf("who runs the platform is %+v, %v", p, err)
	}
	if exit, out, said := o.admin("remove", "Ada@Example.org"); exit != 0 || out != "" {
		t.Fatalf("remove: exit code %d, %q, %q", exit, out, said)
	}
	o.listed("ada@example.org\tAda\tDISABLED\n")
	if _, err := o.login("ada@example.org"); err == nil {
		t.Error("somebody who was locked out logs in")
	}
	again := o.add("ada@example.org")
	if err := o.accept(again); err != nil {
		t.Fatal(err)
	}
	o.add("bob@example.org")
	o.listed("ada@example.org\tAda\tACTIVE\nbob@example.org\tAda\tINVITED\n")
}

func TestAdmin_RefusesInOneLine(t *testing.T) {
	o := newOffice(t)
	o.add("ada@example.org")
	for _, tt := range []struct{ what, args, want string }{
		{"nobody to add", "add", "accepts 1 arg(s), received 0"},
		{"a person without a name", "add bob@example.org", "--name"},
		{"a language that pages do not have", "add bob@example.org --name Bob --language fr", `--language is "fr", want en or de`},
		{"what is no address", "add bob --name Bob", "email is bob, want an address"},
		{"nobody of that address to remove", "remove bob@example.org", "bob@example.org does not run the platform"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			exit, out, said := office{t, o.file}.admin(strings.Fields(tt.args)...)
			if exit != int(call.Misused) || out != "" || strings.Contains(said, "\n") || !strings.Contains(said, tt.want) {
				t.Errorf("exit code %d, printed %q, said %q, want %q", exit, out, said, tt.want)
			}
		})
	}
	o.listed("ada@example.org\tAda\tINVITED\n")
}
