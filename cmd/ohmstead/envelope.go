package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ohmstead/backend"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/postgres"
	"ohmstead/cmd/ohmstead/call"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	fields "ohmstead/field/microgrid"
	"ohmstead/field/strict"
)

func envelopeCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "envelope",
		Short: "Hand operating envelopes to a backend, as an adapter does",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	for _, sub := range []struct{ use, short, long string }{
		{
			"submit", "Submit operating envelopes",
			"Reads microgrid_id and operating_envelopes as document 004 names their fields. source_ref makes one that comes\n" +
				"again one and the same; envelope_id stands for it where it is absent. Prints a line of JSON for each and ends\n" +
				"with status 1 where one is REJECTED.",
		},
		{"withdraw", "Take operating envelopes back", "Reads microgrid_id and withdrawals, each with the source_ref or the envelope_id of an envelope."},
		{"source", "Say how long sources of envelopes are healthy", "Reads microgrid_id and sources, each with node_id, healthy_until and, where it has one, origin_control_point_id."},
	} {
		h := handover{what: sub.use}
		one := &cobra.Command{
			Use: sub.use + " FILE", Short: sub.short, Long: sub.long, Args: cobra.ExactArgs(1),
			Example: "  ohmstead envelope " + sub.use + " depot.yaml --key-file adapter.key",
			RunE:    func(c *cobra.Command, files []string) error { return h.run(c.Context(), c.OutOrStdout(), files[0]) },
		}
		f := one.Flags()
		f.StringVar(&h.keyFile, "key-file", "", "file that holds an API key with the scope INGEST")
		f.StringVar(&h.dir, "data", "", "data directory of the backend (default as of ohmstead up)")
		f.StringVar(&h.elsewhere.database.URL, "database-url", "", "PostgreSQL that runs elsewhere: postgres://user:password@host/database")
		f.StringVar(&h.elsewhere.database.URLFile, "database-url-file", "", "file that holds the URL of the PostgreSQL elsewhere")
		c.AddCommand(one)
	}
	return c
}

// handover is what `envelope` was asked.
type handover struct {
	what, keyFile, dir string
	elsewhere          theirs
}

// handed is the content of a file.
type handed struct {
	envelopes   []topology.OperatingEnvelope
	withdrawals []microgrid.EnvelopeKey
	sources     []microgrid.SourceReport
}

func (h handover) run(ctx context.Context, out io.Writer, file string) error {
	content, err := readHanded(file, h.what)
	if err != nil {
		return err
	}
	if h.keyFile == "" {
		return call.Wrong(errors.New("--key-file is missing, want a file that holds an API key with the scope INGEST"))
	}
	key, err := os.ReadFile(h.keyFile)
	if err != nil {
		return call.Wrong(fmt.Errorf("read --key-file: %w", err))
	}
	config := backend.Default()
	config.DataDir = h.dir
	h.elsewhere.apply(&config)
	if config.DataDir == "" {
		if config.DataDir, err = defaultDir(); err != nil {
			return err
		}
	}
	return backend.Look(ctx, config, slog.New(slog.DiscardHandler), func(ctx context.Context, db *postgres.DB) error {
		return content.hand(ctx, db, strings.TrimSpace(string(key)), out)
	})
}

// readHanded reads a file for one of the commands, and complains about all that is wrong with it.
func readHanded(file, what string) (handed, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return handed{}, call.Wrong(fmt.Errorf("read %s: %w", file, err))
	}
	doc, err := strict.Parse(file, data)
	if err != nil {
		return handed{}, err
	}
	root := doc.Root()
	fields.Require(root, "microgrid_id")
	id := fields.ID(root, "microgrid_id")
	r, list := fields.Reader{Microgrid: id}, map[string]string{"submit": "operating_envelopes", "withdraw": "withdrawals", "source": "sources"}[what]
	fields.Require(root, list)
	var out handed
	for _, m := range root.Maps(list) {
		switch what {
		case "submit":
			out.envelopes = append(out.envelopes, r.Envelope(m))
		case "withdraw":
			w := microgrid.EnvelopeKey{Microgrid: id, Envelope: fields.ID(m, "envelope_id"), SourceRef: m.Text("source_ref")}
			if w.Envelope == "" {
				fields.Require(m, "source_ref")
			}
			out.withdrawals = append(out.withdrawals, w)
		case "source":
			out.sources = append(out.sources, microgrid.SourceReport{MicrogridID: id, SourceHealth: r.Health(m)})
		}
		m.Done()
	}
	root.Done()
	return out, doc.Err()
}

// hand gives everything to the port of a backend, in the name of a key, and prints what became of it.
func (h handed) hand(ctx context.Context, db *postgres.DB, key string, out io.Writer) error {
	now := time.Now()
	who, err := identity.NewService(db).Authenticate(ctx, identity.Credential{Token: key}, now)
	if err != nil {
		return err
	}
	if !who.May(identity.Ingest) {
		return reason.New(reason.Forbidden, reason.Params{"permission": string(identity.Ingest)})
	}
	var port microgrid.EnvelopeWritePort = microgrid.NewService(db)
	scope, lines, rejected := who.For(identity.Ingest), json.NewEncoder(out), false
	tell := func(e microgrid.Envelope, err error) error {
		if err != nil {
			return err
		}
		rejected = rejected || e.Status == topology.Rejected
		return lines.Encode(map[string]any{"source_ref": e.SourceRef, "envelope_id": e.EnvelopeID, "status": e.Status, "rejected_rule": e.RejectedRule})
	}
	for _, e := range h.envelopes {
		if err := tell(port.SubmitEnvelope(ctx, scope, e, now)); err != nil {
			return err
		}
	}
	for _, w := range h.withdrawals {
		if err := tell(port.WithdrawEnvelope(ctx, scope, w, now)); err != nil {
			return err
		}
	}
	for _, r := range h.sources {
		kept, err := port.ReportSource(ctx, scope, r, now)
		if err != nil {
			return err
		}
		if err := lines.Encode(kept); err != nil {
			return err
		}
	}
	if rejected {
		return call.Failed
	}
	return nil
}
