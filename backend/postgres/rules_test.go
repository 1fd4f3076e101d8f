package postgres_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/rule"
	"ohmstead/energy/reason"
)

func (w *world) addRule(d rule.Draft) rule.Rule {
	w.t.Helper()
	if d.Severity == "" {
		d.Severity = event.Severe
	}
	d.Enabled = true
	r, err := rule.NewService(w.DB, w.DB).Add(w.t.Context(), w.scope, d, "", noon())
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func over(name string, limit float64) rule.Draft {
	return rule.Draft{Name: name, Definition: rule.Definition{Kind: rule.Threshold, Channel: "battery0.SOC", Above: &limit}}
}

// round evaluates all rules as a runner does that has just started.
func (w *world) round(now time.Time) (announced int) {
	w.t.Helper()
	runner := rule.NewRunner(w.DB, slog.New(slog.DiscardHandler), func(identity.Tenant, event.Event) { announced++ })
	if err := runner.Round(w.t.Context(), now); err != nil {
		w.t.Fatal(err)
	}
	return announced
}

func (w *world) soc(minutes int, value float64) {
	w.t.Helper()
	w.write(w.sample("battery0.SOC", noon().Add(time.Duration(minutes)*time.Minute), value))
}

// told are the alarms of rules, the oldest first, as "raised-cleared" in minutes after noon.
func (w *world) toldByRules() string {
	w.t.Helper()
	found, _, err := w.List(w.t.Context(), w.scope, event.Filter{Kind: event.Alarm})
	if err != nil {
		w.t.Fatal(err)
	}
	var words []string
	for i := len(found); i > 0; i-- {
		e := found[i-1]
		word := fmt.Sprintf("%d-", int(e.Raised.Sub(noon()).Minutes()))
		if e.Cleared != nil {
			word += fmt.Sprint(int(e.Cleared.Sub(noon()).Minutes()))
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// Samples are evaluated once, in their order, whoever does it and however often; what comes late,
// behind what was evaluated, raises nothing.
func TestRules_EvaluateEachSampleOnceOverRestarts(t *testing.T) {
	w := newWorld(t)
	r := w.addRule(over("full", 90))
	w.soc(-5, 99) // before the rule
	w.soc(1, 50)
	w.soc(2, 95)
	w.round(noon().Add(3 * time.Minute))
	w.soc(4, 80)
	w.soc(6, 96)
	for range 3 {
		w.round(noon().Add(7 * time.Minute))
	}
	if got, want := w.toldByRules(), "2-4 6-"; got != want {
		t.Errorf("alarms %s, want %s", got, want)
	}
	w.soc(3, 10)
	w.soc(5, 99)
	if n := w.round(noon().Add(8 * time.Minute)); n != 0 {
		t.Errorf("late samples led to %d turns", n)
	}
	found, _, err := w.List(t.Context(), w.scope, event.Filter{OpenOnly: true})
	if err != nil || len(found) != 1 || found[0].Code != reason.RuleMet || found[0].Rule != r.ID || found[0].Asset != "battery0" || found[0].Severity != event.Severe || found[0].Params["detail"] != "96 > 90" {
		t.Errorf("the open alarm is %+v, %v", found, err)
	}
}

// Two that evaluate at once advance a rule once.
func TestRules_TwoRunnersRaiseOnce(t *testing.T) {
	w := newWorld(t)
	w.addRule(over("full", 90))
	for i := range 40 {
		w.soc(i+1, float64(80+20*(i%2)))
	}
	done := make(chan error, 2)
	for range 2 {
		go func() {
			done <- rule.NewRunner(w.DB, slog.New(slog.DiscardHandler), func(identity.Tenant, event.Event) {}).Round(t.Context(), noon().Add(time.Hour))
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if got := len(strings.Fields(w.toldByRules())); got != 20 {
		t.Errorf("%d alarms, want 20", got)
	}
}

func TestRules_AChangeClosesTheirAlarmsAndBeginsAnew(t *testing.T) {
	w := newWorld(t)
	service := rule.NewService(w.DB, w.DB)
	r := w.addRule(over("full", 90))
	w.soc(1, 95)
	w.round(noon().Add(2 * time.Minute))
	if read, err := w.Rule(t.Context(), w.scope, r.ID); err != nil || read.Open != 1 || read.Version != 1 {
		t.Fatalf("%+v, %v", read, err)
	}
	draft := r.Draft
	draft.Name = "fuller"
	changed, err := service.Change(t.Context(), w.scope, r, draft, noon().Add(3*time.Minute))
	if err != nil || changed.Version != 2 || changed.Open != 0 || changed.Name != "fuller" {
		t.Fatalf("changed: %+v, %v", changed, err)
	}
	if _, err := service.Change(t.Context(), w.scope, r, draft, noon()); !errors.Is(err, reason.New(reason.VersionConflict, nil)) {
		t.Errorf("with the version before: %v, want VERSION_CONFLICT", err)
	}
	if n := w.round(noon().Add(4 * time.Minute)); n != 0 {
		t.Errorf("samples from before the change led to %d turns", n)
	}
	w.soc(5, 95)
	w.round(noon().Add(6 * time.Minute))
	if got, want := w.toldByRules(), "1-3 5-"; got != want {
		t.Errorf("alarms %s, want %s", got, want)
	}
	if err := w.RemoveRule(t.Context(), w.scope, changed, noon().Add(7*time.Minute)); err != nil {
		t.Fatal(err)
	}
	w.soc(8, 95)
	w.round(noon().Add(9 * time.Minute))
	if got, want := w.toldByRules(), "1-3 5-7"; got != want {
		t.Errorf("after it was removed: alarms %s, want %s", got, want)
	}
	if _, err := w.Rule(t.Context(), w.scope, r.ID); !isNotFound(err) {
		t.Errorf("the removed rule: %v, want NOT_FOUND", err)
	}
	w.addRule(over("fuller", 90)) // its name is free again
	if _, err := service.Add(t.Context(), w.scope, rule.Draft{Name: "fuller", Severity: event.Info, Definition: r.Definition}, "", noon()); !errors.Is(err, reason.New(reason.NameTaken, nil)) {
		t.Errorf("the name again: %v, want NAME_TAKEN", err)
	}
}

func TestRules_ATrialTellsWhatWouldHaveBeenRaised(t *testing.T) {
	w := newWorld(t)
	for i := range 12 {
		w.soc(i, float64(80+5*(i%4))) // 80 85 90 95 …
	}
	limit := 92.0
	draft := rule.Draft{Name: "trial", Severity: event.Warning, Definition: rule.Definition{Kind: rule.Threshold, Channel: "*.SOC", Above: &limit}}
	trial, err := rule.NewService(w.DB, w.DB).Try(t.Context(), w.scope, draft, noon().Add(30*time.Minute))
	if err != nil || trial.Places != 1 || trial.Samples != 12 || len(trial.Raised) != 3 || trial.More {
		t.Fatalf("%+v, %v", trial, err)
	}
	for i, e := range trial.Raised {
		if want := noon().Add(time.Duration(3+4*i) * time.Minute); !e.Raised.Equal(want) || (e.Cleared == nil) != (i == 2) {
			t.Errorf("the %d. alarm is %v to %v", i+1, e.Raised, e.Cleared)
		}
	}
	if got := w.toldByRules(); got != "" {
		t.Errorf("the trial raised %s", got)
	}
}

// A rule of all sites is for who has all sites; one of a site is out of reach elsewhere.
func TestRules_AreBoundToPlaces(t *testing.T) {
	w := newWorld(t)
	other, err := w.CreateSite(t.Context(), w.tenant.Key, registry.Site{Name: "Other", TimeZone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	here := w.scope
	here.AllSites, here.Sites = false, []int32{w.site.Key}
	there := here
	there.Sites = []int32{other.Key}
	draft := over("all", 90)
	draft.Severity = event.Info
	if _, err := w.AddRule(t.Context(), here, uuid.New(), draft, noon()); !errors.Is(err, reason.New(reason.BeyondOwnRights, nil)) {
		t.Errorf("a rule for all sites from one: %v, want BEYOND_OWN_RIGHTS", err)
	}
	draft.Site = &w.site.ID
	r, err := w.AddRule(t.Context(), here, uuid.New(), draft, noon())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Rule(t.Context(), there, r.ID); !isNotFound(err) {
		t.Errorf("from elsewhere: %v, want NOT_FOUND", err)
	}
	if again, err := w.AddRule(t.Context(), here, r.ID, draft, noon()); err != nil || again.ID != r.ID || again.Version != 1 {
		t.Errorf("under the same id again: %+v, %v", again, err)
	}
}
