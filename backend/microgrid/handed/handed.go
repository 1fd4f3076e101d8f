// Package handed takes operating envelopes from files, as an adapter of a protocol takes them from its
// source: read strictly, and given to the port of a microgrid in the name of an API key.
//
//	content, err := handed.Read("submit", "depot.yaml", "adapter.key")
//	err = content.Hand(ctx, door, os.Stdout)
package handed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	fields "ohmstead/field/microgrid"
	"ohmstead/field/strict"
)

// ErrRejected is of envelopes of which at least one is REJECTED. All are kept.
var ErrRejected = errors.New("an envelope is REJECTED: rejected_rule says why")

// Content is what a file hands over.
type Content struct {
	envelopes   []topology.OperatingEnvelope
	withdrawals []microgrid.EnvelopeKey
	sources     []microgrid.SourceReport
	key         string
}

// Door is where content is handed in.
type Door struct {
	Identity interface {
		Authenticate(ctx context.Context, c identity.Credential, now time.Time) (identity.Principal, error)
	}
	Port microgrid.EnvelopeWritePort
}

// Read reads a file for submit, withdraw or source, and the API key in another. It complains about all that
// is wrong with the first.
func Read(what, file, keyFile string) (Content, error) {
	lists := []string{"operating_envelopes", "withdrawals", "sources"}
	verb := slices.Index([]string{"submit", "withdraw", "source"}, what)
	if verb < 0 {
		return Content{}, reason.New(reason.InvalidValue, reason.Params{"field": "what is to be done", "value": what, "want": "submit, withdraw or source"})
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return Content{}, fmt.Errorf("read %s: %w", file, err)
	}
	doc, err := strict.Parse(file, data)
	if err != nil {
		return Content{}, err
	}
	root := doc.Root()
	fields.Require(root, "microgrid_id")
	id := fields.ID(root, "microgrid_id")
	r := fields.Reader{Microgrid: id}
	fields.Require(root, lists[verb])
	var out Content
	for _, m := range root.Maps(lists[verb]) {
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
	if err := doc.Err(); err != nil {
		return Content{}, err
	}
	if out.key, err = KeyOf(keyFile); err != nil {
		return Content{}, err
	}
	return out, nil
}

// KeyOf reads the API key in a file.
func KeyOf(file string) (string, error) {
	if file == "" {
		return "", reason.New(reason.MissingField, reason.Params{"field": "the file with an API key"})
	}
	key, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the API key: %w", err)
	}
	return strings.TrimSpace(string(key)), nil
}

// Scope is what a key may hand over for. UNAUTHENTICATED or FORBIDDEN for a key that may not.
func (d Door) Scope(ctx context.Context, key string, now time.Time) (identity.Scope, error) {
	who, err := d.Identity.Authenticate(ctx, identity.Credential{Token: key}, now)
	if err != nil {
		return identity.Scope{}, err
	}
	if !who.May(identity.Ingest) {
		return identity.Scope{}, reason.New(reason.Forbidden, reason.Params{"permission": string(identity.Ingest)})
	}
	return who.For(identity.Ingest), nil
}

// Hand gives everything to the port, and prints a line of JSON of what became of each. UNAUTHENTICATED or
// FORBIDDEN for a key that may not; ErrRejected.
func (h Content) Hand(ctx context.Context, d Door, out io.Writer) error {
	now := time.Now()
	scope, err := d.Scope(ctx, h.key, now)
	if err != nil {
		return err
	}
	lines, rejected := json.NewEncoder(out), false
	tell := func(e microgrid.Envelope, err error) error {
		if err != nil {
			return err
		}
		rejected = rejected || e.Status == topology.Rejected
		return lines.Encode(map[string]any{"source_ref": e.SourceRef, "envelope_id": e.EnvelopeID, "status": e.Status, "rejected_rule": e.RejectedRule})
	}
	for _, e := range h.envelopes {
		if err := tell(d.Port.SubmitEnvelope(ctx, scope, e, now)); err != nil {
			return err
		}
	}
	for _, w := range h.withdrawals {
		if err := tell(d.Port.WithdrawEnvelope(ctx, scope, w, now)); err != nil {
			return err
		}
	}
	for _, r := range h.sources {
		kept, err := d.Port.ReportSource(ctx, scope, r, now)
		if err != nil {
			return err
		}
		if err := lines.Encode(kept); err != nil {
			return err
		}
	}
	if rejected {
		return ErrRejected
	}
	return nil
}
