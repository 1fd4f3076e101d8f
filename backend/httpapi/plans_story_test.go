package httpapi_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	plansapi "ohmstead/backend/httpapi/plans"
	"ohmstead/backend/plan"
)

// battery is the id of the household's battery.
func (s *stack) battery(h household) string {
	s.t.Helper()
	var found struct {
		Items []struct{ ID, Key string }
	}
	s.as(h.owner).do("GET", "/api/assets?text=battery", "", &found)
	if len(found.Items) != 1 {
		s.t.Fatalf("batteries %+v", found)
	}
	return found.Items[0].ID
}

// A policy is made, a plan brought, seen by a viewer, activated by an operator, carried out, and withdrawn.
func TestPlans_FromThePolicyToTheOrder(t *testing.T) {
	s := newStack(t)
	now := time.Now().UTC().Truncate(time.Second)
	s.shift = func() time.Time { return now }
	engineer, operator, viewer := s.as(s.login("engineer@north.example")), s.as(s.login("operator@north.example")), s.as(s.north.viewer)
	battery, site := s.battery(s.north), s.north.site.ID
	at := func(minutes int) string { return now.Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339) }

	policyBody := fmt.Sprintf(`{"scope":"SITE","site_id":%q,"name":"Cheap nights","objective":"COST_MIN","enabled":true}`, site)
	var policy, again plansapi.ControlPolicy
	engineer.same("p").do("POST", "/api/control-policies", policyBody, &policy)
	engineer.same("p").do("POST", "/api/control-policies", policyBody, &again)
	if again.ID != policy.ID || policy.ScopeID != site || policy.SiteID == nil {
		t.Errorf("made %+v, again %+v", policy, again)
	}
	engineer.same("p").refused("POST", "/api/control-policies", strings.Replace(policyBody, "nights", "days", 1), "IDEMPOTENCY_KEY_REUSED")
	operator.refused("POST", "/api/control-policies", policyBody, "FORBIDDEN")
	engineer.refused("POST", "/api/control-policies", fmt.Sprintf(`{"scope":"ASSET","site_id":%q,"name":"N","objective":"COST_MIN","enabled":true}`, site), "MISSING_FIELD")
	engineer.refused("POST", "/api/control-policies", fmt.Sprintf(`{"scope":"SITE","site_id":%q,"name":"N","objective":"COST_MIN","enabled":true}`, s.south.site.ID), "NOT_FOUND")

	plans := "/api/control-policies/" + policy.ID.String() + "/plans"
	planBody := fmt.Sprintf(`{"horizon_from":%q,"horizon_to":%q,"optimizer_version":"by hand","commands":[
		{"asset_id":%q,"ts_scheduled":%[1]q,"ends_at":%[4]q,"command_type":"CHARGE","target_value":3000},
		{"asset_id":%[3]q,"ts_scheduled":%[4]q,"ends_at":%[2]q,"command_type":"DISCHARGE","target_value":2000}]}`, at(0), at(60), battery, at(20))
	var p plansapi.DispatchPlan
	engineer.same("q").do("POST", plans, planBody, &p)
	engineer.same("q").do("POST", plans, planBody, &p)
	if p.Status != "DRAFT" || p.Commands != 2 || p.PolicyName != "Cheap nights" || !strings.HasPrefix(p.CreatedBy, "user:") {
		t.Errorf("brought %+v", p)
	}
	one := "/api/dispatch-plans/" + p.ID.String()
	viewer.refused("POST", one+"/activate", "", "FORBIDDEN")
	operator.do("POST", one+"/activate", "", &p)
	if p.Status != "ACTIVE" {
		t.Errorf("activated %+v", p)
	}
	operator.refused("POST", one+"/activate", "", "PLAN_NOT_DRAFT")
	engineer.refused("PUT", "/api/control-policies/"+policy.ID.String(), `{"version":1,"archived":true,"name":"N","objective":"COST_MIN","enabled":false}`, "PLAN_IN_FORCE")

	now = now.Add(20 * time.Minute)
	runner := plan.NewRunner(s.db, dispatch.NewService(s.db, quiet{}, s.db, slog.New(slog.DiscardHandler)), slog.New(slog.DiscardHandler))
	if err := runner.Round(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	var commands plansapi.DispatchCommandPage
	viewer.do("GET", one+"/commands", "", &commands)
	if len(commands.Items) != 2 || commands.Items[0].OrderID == nil || commands.Items[1].OrderID == nil || commands.Items[1].AssetKey != "battery0" {
		t.Fatalf("carried out %+v", commands)
	}
	var order struct {
		Kind     string
		PolicyID *uuid.UUID `json:"policy_id"`
		IssuedBy *uuid.UUID `json:"issued_by"`
		Payload  json.RawMessage
	}
	viewer.do("GET", "/api/commands/"+commands.Items[1].OrderID.String(), "", &order)
	if order.Kind != "DISPATCH" || order.PolicyID == nil || *order.PolicyID != policy.ID || order.IssuedBy != nil || !strings.Contains(string(order.Payload), "-2000") {
		t.Errorf("the order is %+v %s", order, order.Payload)
	}
	operator.do("POST", one+"/withdraw", "", &p)
	viewer.do("GET", "/api/dispatch-commands?plan_id="+p.ID.String()+"&result=ISSUED", "", &commands)
	if p.Status != "WITHDRAWN" || len(commands.Items) != 2 || !commands.Items[0].Released || commands.Items[1].Released {
		t.Errorf("withdrawn %+v: %+v", p, commands)
	}
	var listed plansapi.DispatchPlanPage
	viewer.do("GET", fmt.Sprintf("/api/dispatch-plans?site=%s&policy_id=%s&status=WITHDRAWN&from=%s", site, policy.ID, at(0)), "", &listed)
	if len(listed.Items) != 1 {
		t.Errorf("listed %+v", listed)
	}
}

// Everything that is wrong with a plan is told at once, each with its place.
func TestPlans_EveryProblemIsListed(t *testing.T) {
	s := newStack(t)
	var policy plansapi.ControlPolicy
	s.as(s.north.owner).do("POST", "/api/control-policies", fmt.Sprintf(`{"scope":"SITE","site_id":%q,"name":"P","objective":"CO2_MIN","enabled":true}`, s.north.site.ID), &policy)
	at := func(hours int) string {
		return time.Now().Add(time.Duration(hours) * time.Hour).UTC().Format(time.RFC3339)
	}
	status, body := s.ask("POST", "/api/control-policies/"+policy.ID.String()+"/plans", fmt.Sprintf(`{"horizon_from":%q,"horizon_to":%q,"optimizer_version":"x","commands":[
		{"asset_id":%q,"ts_scheduled":%[1]q,"ends_at":%[4]q,"command_type":"CURTAIL","target_value":-1},
		{"asset_id":%[5]q,"ts_scheduled":%[1]q,"ends_at":%[2]q,"command_type":"CHARGE","target_value":1}]}`,
		at(0), at(2), s.battery(s.north), at(3), s.battery(s.south)), s.north.owner)
	var problem struct {
		Errors []struct {
			Pointer    string
			ReasonCode string `json:"reason_code"`
		}
	}
	if err := json.Unmarshal([]byte(body), &problem); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, e := range problem.Errors {
		got[e.Pointer] = e.ReasonCode
	}
	want := map[string]string{
		"/body/commands/0/ends_at": "INVALID_VALUE", "/body/commands/0/target_value": "INVALID_VALUE", "/body/commands/0/command_type": "INVALID_VALUE", "/body/commands/1/asset_id": "NOT_FOUND",
	}
	if status != http.StatusUnprocessableEntity || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%d %s", status, body)
	}
}
