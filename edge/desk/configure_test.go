package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/edge/desk"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// otherHouse is a site file that is not the rig's.
const otherHouse = "site: {name: other}\n"

func configureOf(t *testing.T, text string) string {
	t.Helper()
	data, err := json.Marshal(wire.Configuration{Version: 3, Hash: wire.ConfigurationHash(text), Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// again starts the rig's process anew with a configuration.
func (r *rig) again(c desk.Configuration) {
	r.t.Helper()
	r.kill()
	r.configuration = c
	r.start()
}

func TestAConfigurationIsAnsweredByTheProcessThatRunsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		taken := 0
		r.again(desk.Configuration{Hash: "old", Take: func(context.Context, wire.Configuration) error { taken++; return nil }})
		command := r.order(1, wire.CommandConfigure, configureOf(t, otherHouse))
		r.take(wire.KindCommand, command)
		r.answered(wire.AckAccepted, "")
		r.run(50 * time.Millisecond)
		if last := r.answers[len(r.answers)-1]; last.State != wire.AckAccepted || taken != 1 {
			t.Fatalf("answered %s before it runs, taken %d times", last.State, taken)
		}
		r.again(desk.Configuration{Hash: wire.ConfigurationHash(otherHouse)})
		r.run(1200 * time.Millisecond)
		a := r.answered(wire.AckExecuted, "")
		var got wire.Configured
		if err := json.Unmarshal(a.Result, &got); err != nil || got.Version != 3 || got.Hash != wire.ConfigurationHash(otherHouse) {
			t.Errorf("answered %s, %v", a.Result, err)
		}
		// It comes again: the answer is the same, and nothing is taken.
		r.take(wire.KindCommand, command)
		r.answered(wire.AckExecuted, "")
		if taken != 1 {
			t.Errorf("taken %d times", taken)
		}
	})
}

func TestAConfigurationThatDoesNotComeToRunSaysWhy(t *testing.T) {
	refusal := reason.New(reason.ConfigurationRefused, reason.Params{"problems": "site.yaml:1: no"})
	take := func(err error) func(context.Context, wire.Configuration) error {
		return func(context.Context, wire.Configuration) error { return err }
	}
	tests := map[string]struct {
		before, after desk.Configuration
		state         wire.AckState
		code          reason.Code
	}{
		"kept on site":               {desk.Configuration{}, desk.Configuration{}, wire.AckRejected, reason.ConfigurationKeptOnSite},
		"refused":                    {desk.Configuration{Take: take(refusal)}, desk.Configuration{}, wire.AckFailed, reason.ConfigurationRefused},
		"runs already":               {desk.Configuration{Hash: wire.ConfigurationHash(otherHouse), Take: take(errors.New("not asked"))}, desk.Configuration{}, wire.AckExecuted, ""},
		"taken back at its start":    {desk.Configuration{Take: take(nil)}, desk.Configuration{Hash: "old", Undone: errors.New("no room")}, wire.AckFailed, reason.ConfigurationUndone},
		"cut short before its place": {desk.Configuration{Take: take(nil)}, desk.Configuration{Hash: "old"}, wire.AckFailed, reason.CommandInterrupted},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				r.again(tt.before)
				r.take(wire.KindCommand, r.order(1, wire.CommandConfigure, configureOf(t, otherHouse)))
				r.run(50 * time.Millisecond)
				if last := r.answers[len(r.answers)-1]; !last.State.Final() {
					r.again(tt.after)
					r.run(1200 * time.Millisecond)
				}
				r.answered(tt.state, tt.code)
			})
		})
	}
}

func TestAConfigurationThatIsNotWholeIsRejected(t *testing.T) {
	r := newRig(t)
	r.again(desk.Configuration{Take: func(context.Context, wire.Configuration) error { return nil }})
	r.take(wire.KindCommand, r.order(1, wire.CommandConfigure, `{"version":1,"hash":"00","text":"site: {name: x}\n"}`))
	r.answered(wire.AckRejected, reason.InvalidValue)
}
