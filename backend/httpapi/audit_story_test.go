package httpapi_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ohmstead/backend/audit"
	"ohmstead/backend/httpapi/audittrail"
)

// A command that somebody gives stands in the log with who, in which request and what, gets its
// place in the chain, and is found by its own id, on pages and in the file.
func TestAudit_AChangeIsFoundAgain(t *testing.T) {
	s := newStack(t)
	a := s.about(s.north)
	if err := audit.NewSealer(s.db, nil).Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	status, body := s.ask("GET", "/api/audit?entity=commands&entity_id="+a.command, "", s.north.owner)
	var page audittrail.AuditPage
	if err := json.Unmarshal([]byte(body), &page); err != nil || status != http.StatusOK || len(page.Items) != 1 {
		t.Fatalf("%d %s: %v", status, body, err)
	}
	e := page.Items[0]
	if e.Action != "INSERT" || !strings.HasPrefix(e.Actor, "user:") || e.ActorName != "north" || e.Request == "" || e.Seq == nil || len(e.Hash) != 64 ||
		e.SiteID == nil || *e.SiteID != s.north.site.ID || !strings.Contains(string(e.After), `"CLEAR_FAULT"`) || string(e.Before) != "null" {
		t.Errorf("the entry is %s", body)
	}
	all := s.pages("/api/audit?limit=4")
	if !slices.IsSortedFunc(all, func(x, y audittrail.AuditEntry) int { return y.At.Compare(x.At) }) {
		t.Error("the pages are not newest first")
	}
	status, file := s.ask("GET", "/api/audit.csv", "", s.north.owner)
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil || status != http.StatusOK || len(lines) != len(all)+1 {
		t.Fatalf("the file has %d lines for %d entries: %d %v", len(lines), len(all), status, err)
	}
	for i, line := range lines[1:] {
		if line[6] != all[i].EntityID || line[11] != all[i].Hash {
			t.Errorf("line %d is %q, want entry %d", i+2, line, all[i].ID)
		}
	}
}

// pages are all entries, page by page.
func (s *stack) pages(path string) (all []audittrail.AuditEntry) {
	s.t.Helper()
	cursor := ""
	for {
		status, body := s.ask("GET", path+"&cursor="+cursor, "", s.north.owner)
		var page audittrail.AuditPage
		if err := json.Unmarshal([]byte(body), &page); err != nil || status != http.StatusOK {
			s.t.Fatalf("%d %s: %v", status, body, err)
		}
		for _, e := range page.Items {
			if slices.ContainsFunc(all, func(x audittrail.AuditEntry) bool { return x.ID == e.ID }) {
				s.t.Errorf("entry %d comes twice", e.ID)
			}
		}
		all = append(all, page.Items...)
		if cursor = page.Next; cursor == "" {
			return all
		}
	}
}

func TestAudit_BadQuestions(t *testing.T) {
	s := newStack(t)
	for query, want := range map[string]string{
		"action=DROP":   "action",
		"from=tomorrow": "from",
		"site=x":        "site",
		"cursor=x":      "cursor",
		"tenant=1":      "known",
	} {
		status, body := s.ask("GET", "/api/audit?"+query, "", s.north.owner)
		if status < 400 || status >= 500 || !strings.Contains(body, want) {
			t.Errorf("%s: %s", query, fmt.Sprint(status, " ", body))
		}
	}
}
