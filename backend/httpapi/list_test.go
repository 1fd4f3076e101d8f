package httpapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// whole are the operations that answer a list at once, each with why that is right.
var whole = map[string]string{
	"site-map":                   "a map and a choice need all of them; made light for that",
	"report-subjects":            "names alone, for a choice among all of them",
	"places-to-administer":       "names alone, for a choice among all of them",
	"roles":                      "a closed set of the program",
	"data-model":                 "a closed set of the program: its tables and tiers",
	"user-rows":                  "a closed set of the program: its tables",
	"data-model-stages":          "a closed set of the program: its stages",
	"telemetry-policy":           "one document: the counts of what was dropped belong to it",
	"user":                       "one person",
	"sessions":                   "those of one person, which end by themselves",
	"user-sessions":              "those of one person, which end by themselves",
	"alarm-history":              "what became of one alarm",
	"command":                    "one order with its answers",
	"control":                    "one document: how a site is controlled in this cycle",
	"limits":                     "one document with one version: all blocks are replaced together",
	"inventory":                  "one document: what stands at one site; its parts have lists of their own",
	"live":                       "a snapshot of one site, with which the stream goes on",
	"channel-settings":           "those channels of one site of which people say something",
	"virtual-channels":           "those channels of one site for which people wrote a formula",
	"cycle-execution":            "document 004: one cycle carried out",
	"group-balance":              "bounded by its period",
	"offline-meters":             "those meters of one site that people read by hand",
	"tariff":                     "one tariff with its versions",
	"tariff-rates":               "bounded by its period and interval",
	"load-profile":               "bounded by its period and interval",
	"site-kpis":                  "bounded by its period",
	"org-node-kpis":              "bounded by its period",
	"net-power":                  "bounded by its period and interval",
	"series":                     "bounded by its period and interval, and by 20 channels",
	"edge-configuration-changes": "what one version changed",
	"topology":                   "document 004: one tree read under one version",
	"node-limits":                "document 004: of one tree, read under one version",
	"control-points":             "document 004: of one tree, read under one version",
	"resources":                  "document 004: of one tree",
	"microgrid-now":              "document 004: one snapshot",
	"microgrid-status":           "document 004: one snapshot",
	"depot-microgrid":            "document 004: one snapshot",
	"cycle":                      "document 004: one cycle explained",
	"envelope":                   "document 004: one envelope with its story",
	"invoice":                    "one invoice with its lines, 500 at most",
}

// described is the API description as far as lists are concerned.
type described struct {
	Paths      map[string]map[string]listing
	Components struct{ Schemas map[string]schema }
}

type listing struct {
	OperationID string `json:"operationId"`
	Parameters  []struct{ Name, In string }
	Responses   map[string]struct {
		Content map[string]struct{ Schema schema }
	}
}

func (l listing) has(name string) bool {
	return slices.ContainsFunc(l.Parameters, func(p struct{ Name, In string }) bool { return p.Name == name && p.In == "query" })
}

// cursor is the parameter that goes on with a list. Versions of a configuration are counted: theirs is the
// number that the page ends before.
func (l listing) cursor() string {
	for _, name := range []string{"cursor", "before"} {
		if l.has(name) {
			return name
		}
	}
	return ""
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Items      *schema
	Properties map[string]schema
}

func (d described) of(s schema) schema {
	if s.Ref != "" {
		return d.of(d.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")])
	}
	return s
}

// lists reports whether an answer holds things of which there may be many, in itself or in the result that
// document 004 wraps it in, and whether it says how to go on.
func (d described) lists(s schema) (many, goesOn bool) {
	s = d.of(s)
	for name, p := range s.Properties {
		p = d.of(p)
		if p.Items != nil && len(d.of(*p.Items).Properties) > 0 {
			many = true
		}
		if name == "result" {
			inMany, inOn := d.lists(p)
			many, goesOn = many || inMany, goesOn || inOn
		}
		goesOn = goesOn || name == "next" || name == "next_cursor"
	}
	return many || s.Items != nil, goesOn
}

func description(t *testing.T) described {
	t.Helper()
	raw, err := httpapi.Document()
	if err != nil {
		t.Fatal(err)
	}
	var d described
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// Every operation that answers a list answers it page by page, or stands among those that need not, with why.
func TestEveryListIsPaged(t *testing.T) {
	d := description(t)
	excused := maps.Clone(whole)
	paged := 0
	for path, item := range d.Paths {
		op, ok := item["get"]
		if !ok {
			continue
		}
		many, goesOn := d.lists(op.Responses["200"].Content["application/json"].Schema)
		if !many {
			continue
		}
		if _, is := excused[op.OperationID]; is {
			delete(excused, op.OperationID)
			continue
		}
		if cursor := op.cursor(); cursor == "" || !op.has("limit") || !goesOn {
			t.Errorf("%s (%s) answers a list: cursor %q, limit %v, says how to go on %v; page it, or say in this test why not", op.OperationID, path, cursor, op.has("limit"), goesOn)
			continue
		}
		paged++
	}
	for id := range excused {
		t.Errorf("%s is excused and answers no list", id)
	}
	if paged < 20 {
		t.Errorf("only %d lists were found", paged)
	}
}

// pageOf is what a page holds, each thing by its id or as it is, and the cursor of the next.
func pageOf(t *testing.T, body string) (things []string, next string) {
	t.Helper()
	var page map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if inner, ok := page["result"]; ok {
		return pageOf(t, string(inner))
	}
	for name, raw := range page {
		var items []json.RawMessage
		switch {
		case name == "next" && json.Unmarshal(raw, &next) != nil:
			var number *int
			if err := json.Unmarshal(raw, &number); err != nil {
				t.Fatal(err)
			}
			if number != nil && *number != 0 {
				next = fmt.Sprint(*number)
			}
		case json.Unmarshal(raw, &items) == nil:
			for _, item := range items {
				var named struct{ ID string }
				if json.Unmarshal(item, &named) == nil && named.ID != "" {
					item = json.RawMessage(named.ID)
				}
				things = append(things, string(item))
			}
		}
	}
	return things, next
}

// Over a real store: page after page of one thing each is the list, in its order and with nothing twice, and a
// cursor that no page has given is refused.
func TestEveryListPagesThroughAll(t *testing.T) {
	s := newStack(t)
	s.measure(s.north)
	cursors := map[string]string{}
	for _, item := range description(t).Paths {
		if op := item["get"]; op.cursor() != "" && op.has("limit") {
			cursors[op.OperationID] = op.cursor()
		}
	}
	several := 0
	for _, c := range calls(t, s.about(s.north)) {
		cursor := cursors[c.id]
		if cursor == "" || c.method != http.MethodGet {
			continue
		}
		token := s.north.owner
		if !may(identity.Owner, c.id) {
			token = s.platform
		}
		with := func(more string) string {
			if strings.Contains(c.path, "?") {
				return c.path + "&" + more
			}
			return c.path + "?" + more
		}
		for _, bad := range []string{"nonsense", "bm9uc2Vuc2U", "W10"} {
			if status, body := s.ask(c.method, with(cursor+"="+bad), "", token); status != http.StatusUnprocessableEntity || !strings.Contains(body, string(reason.InvalidValue)) || !strings.Contains(body, "/query/"+cursor) {
				t.Errorf("%s with the cursor %s: %d %s", c.id, bad, status, body)
			}
		}
		status, body := s.ask(c.method, with("limit=200"), "", token)
		if status != http.StatusOK {
			t.Errorf("%s: %d %s", c.id, status, body)
			continue
		}
		want, _ := pageOf(t, body)
		var got []string
		ended := false
		for next, pages := "limit=1", 0; pages <= len(want)+1; pages++ {
			status, body := s.ask(c.method, with(next), "", token)
			things, following := pageOf(t, body)
			got = append(got, things...)
			if ended = status != http.StatusOK || following == ""; ended {
				break
			}
			next = "limit=1&" + cursor + "=" + following
		}
		if !ended || !slices.Equal(got, want) {
			t.Errorf("%s one after the other:\n%s\nat once:\n%s", c.id, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if len(want) > 1 {
			several++
		}
	}
	if several < 8 {
		t.Errorf("only %d lists have several things", several)
	}
}
