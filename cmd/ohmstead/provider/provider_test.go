package provider

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/handed"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	simdepot "ohmstead/sim/depot"
	"ohmstead/study/depot"
)

// provided is a depot whose provider forecasts, overrides, reports and withdraws.
const provided = `name: provided
start: 2026-06-01T06:00:00Z
length: 11m
microgrid: {microgrid_id: 0198c0de-0000-7000-8000-000000000030}
nodes:
  - {node_id: 0198c0de-0000-7000-8000-000000000031, node_type: GRID_CONNECTION}
  - {node_id: plug, parent_node_id: 0198c0de-0000-7000-8000-000000000031, node_type: CONNECTOR}
chargers:
  - {node_id: plug, max_watts: 11040}
operating_envelopes:
  - {envelope_id: forecast, node_id: 0198c0de-0000-7000-8000-000000000031, envelope_type: FORECAST, constraint_type: CONSUMPTION_CAP, effective_from: 0s, effective_to: 10m,
     blocks: [{block_from: 0s, block_to: 5m, max_limit_watts: 20000}, {block_from: 5m, block_to: 10m, max_limit_watts: 9000}]}
  - {envelope_id: event, node_id: 0198c0de-0000-7000-8000-000000000031, envelope_type: OVERRIDE, constraint_type: CONSUMPTION_CAP, effective_from: 2m, effective_to: 4m, received_at: 1m,
     blocks: [{block_from: 2m, block_to: 4m, max_limit_watts: 5000}]}
actions:
  - {at: 3m, do: WITHDRAW_ENVELOPE, envelope_id: event}
`

func providedDepot(t *testing.T, text string) *simdepot.Config {
	t.Helper()
	file := filepath.Join(t.TempDir(), "depot.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := depot.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// What a depot's file says of the time since its start is done at the time since the run began, under
// names of this run, and a source that the file says nothing of is vouched for while the run lasts.
func TestAProviderDoesWhatTheFileSaysAtItsInstant(t *testing.T) {
	begins := time.Date(2026, 11, 28, 14, 0, 0, 0, time.UTC)
	told := func(text string) (out []string) {
		for _, d := range planned(providedDepot(t, text), begins) {
			out = append(out, fmt.Sprint(d.at.Sub(begins), " ", d.what))
		}
		return out
	}
	node := "0198c0de-0000-7000-8000-000000000031"
	want := []string{
		"0s submit sim/provided/2026-11-28T14:00:00Z/forecast", "0s report " + node + " healthy until 2026-11-28T14:15:00Z",
		"1m0s submit sim/provided/2026-11-28T14:00:00Z/event", "3m0s withdraw sim/provided/2026-11-28T14:00:00Z/event",
		"5m0s report " + node + " healthy until 2026-11-28T14:20:00Z", "10m0s report " + node + " healthy until 2026-11-28T14:25:00Z",
	}
	if diff := cmp.Diff(want, told(provided)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	itself := provided + "  - {at: 6m, do: REPORT_SOURCE, node_id: " + node + ", healthy_until: 7m}\n"
	want = append(want[:1:1], append(want[2:4:4], "6m0s report "+node+" healthy until 2026-11-28T14:07:00Z")...)
	if diff := cmp.Diff(want, told(itself)); diff != "" {
		t.Errorf("with reports of its own (-want +got):\n%s", diff)
	}
}

// desk is a backend that is away at first, and knows one key.
type desk struct {
	t    *testing.T
	away int
	did  []string
}

var errAway = errors.New("nobody answers")

func (d *desk) Authenticate(_ context.Context, c identity.Credential, _ time.Time) (identity.Principal, error) {
	if d.away > 0 {
		d.away--
		return identity.Principal{}, errAway
	}
	if c.Token != "key" {
		return identity.Principal{}, reason.New(reason.Unauthenticated, nil)
	}
	return identity.Principal{Scope: identity.Scope{Tenant: 1, AllSites: true, Actor: "key:provider"}, Key: &identity.Key{Permissions: []identity.Permission{identity.Ingest}}}, nil
}

func (d *desk) SubmitEnvelope(_ context.Context, _ identity.Scope, e topology.OperatingEnvelope, now time.Time) (microgrid.Envelope, error) {
	d.did = append(d.did, fmt.Sprintf("%s from %v in %v", e.EnvelopeType, e.EffectiveFrom.Sub(now).Round(time.Second), e.Blocks[0].BlockTo.Sub(e.Blocks[0].BlockFrom)))
	return microgrid.Envelope{OperatingEnvelope: e}, nil
}

func (d *desk) WithdrawEnvelope(_ context.Context, _ identity.Scope, which microgrid.EnvelopeKey, _ time.Time) (microgrid.Envelope, error) {
	d.did = append(d.did, "withdraw "+which.SourceRef[strings.LastIndex(which.SourceRef, "/")+1:])
	return microgrid.Envelope{}, reason.New(reason.MicrogridInvalid, reason.Params{"rule": "R", "detail": "it is over"})
}

func (d *desk) ReportSource(_ context.Context, _ identity.Scope, r microgrid.SourceReport, now time.Time) (microgrid.SourceReport, error) {
	d.did = append(d.did, fmt.Sprint("healthy for ", r.HealthyUntil.Sub(now).Round(time.Second)))
	return r, nil
}

// A backend that is away is tried again, one that refuses is not, and all is done in order by the clock.
func TestAProviderGoesOnWhateverTheBackendSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, backend, log := time.Now(), &desk{t: t, away: 2}, &bytes.Buffer{}
		p := New(providedDepot(t, provided), began, Desk{Door: handed.Door{Identity: backend, Port: backend}, Key: "key", Log: log})
		p.Run(t.Context())
		want := []string{"FORECAST from -10s in 5m0s", "healthy for 14m50s", "OVERRIDE from 1m0s in 2m0s", "withdraw event", "healthy for 15m0s", "healthy for 15m0s"}
		if diff := cmp.Diff(want, backend.did); diff != "" || time.Since(began) != 10*time.Minute {
			t.Errorf("it took %v (-want +got):\n%s", time.Since(began), diff)
		}
		for _, line := range []string{"again in 5s: nobody answers", "is refused: MICROGRID_INVALID", "provider: submit sim/provided/"} {
			if !strings.Contains(log.String(), line) {
				t.Errorf("the log lacks %q:\n%s", line, log)
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := &Provider{desk: p.desk, deeds: []deed{{at: time.Now().Add(time.Hour)}}}
		time.AfterFunc(time.Minute, stop)
		ended.Run(ctx)
	})
}
