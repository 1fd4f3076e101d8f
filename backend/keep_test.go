package backend_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ohmstead/backend"
	"ohmstead/backend/audit"
	"ohmstead/backend/backup"
	"ohmstead/backend/postgres"
)

// sums are the rows and the hash of every table.
func sums(m backup.Manifest) map[string]string {
	out := map[string]string{}
	for _, t := range m.Tables {
		out[t.Name] = fmt.Sprintf("%d %s", t.Rows, t.SHA256)
	}
	return out
}

// A backup is taken while readings are stored; what is restored from it is that instant, whole.
func TestABackupOfARunningBackendIsRestoredRowByRow(t *testing.T) {
	d := openDoors(t)
	d.plan()
	var posts atomic.Int64
	writing, stop := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	d.invoice()
	at := time.Now().UTC().Truncate(time.Second).Add(-6 * time.Hour)
	post := func() {
		n := posts.Add(1)
		if got := d.overHTTP(fmt.Sprintf(`{"deviceId":"meter0","channel":"ActivePower","value":%d,"unit":"W","timestamp":%d}`, n, at.Unix()+n)); !strings.Contains(got, `"accepted":1`) {
			t.Errorf("while the backup was taken: %s", got)
		}
	}
	post()
	d.believe()
	writer.Go(func() {
		for writing.Err() == nil {
			post()
		}
	})
	dir := t.TempDir()
	file := filepath.Join(dir, "ohmstead.backup")
	before, began := posts.Load(), time.Now()
	taken, err := backend.Backup(t.Context(), d.config, backend.Keeping{File: file, Software: "ohmstead test"})
	after := posts.Load()
	stop()
	writer.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := backend.Backup(t.Context(), d.config, backend.Keeping{File: file}); err == nil || !strings.Contains(err.Error(), "exists: choose another name") {
		t.Errorf("a second backup under the same name: %v", err)
	}
	if err := d.stop(); err != nil {
		t.Fatal(err)
	}
	c, database := configured(t)
	if _, err := backend.Restore(t.Context(), c, backend.Keeping{File: file}); err != nil {
		t.Fatal(err)
	}
	again, err := backend.Backup(t.Context(), c, backend.Keeping{File: filepath.Join(dir, "again.backup")})
	if err != nil {
		t.Fatal(err)
	}
	want, got := sums(taken), sums(again)
	for table := range want {
		if got[table] != want[table] {
			t.Errorf("%s: %s was restored as %s", table, want[table], got[table])
		}
	}
	var samples int64
	for _, table := range taken.Tables {
		if table.Name == "samples" {
			samples = table.Rows
		}
	}
	if len(want) < 30 || samples < before-1 || samples > after {
		t.Errorf("%d tables, %d samples; %d to %d were written", len(want), samples, before, after)
	}
	sound(t, database, began)
	if _, err := backend.Restore(t.Context(), c, backend.Keeping{File: file}); err == nil || !strings.Contains(err.Error(), "is restored into an empty") {
		t.Errorf("into a system that is not empty: %v", err)
	}
	lives := run(t, c)
	lives.login()
	if status, body := lives.do("GET", "/api/tariffs", ""); status != 200 || !strings.Contains(body, "One price") {
		t.Errorf("the restored tariffs: %d %s", status, body)
	}
	if status, body := lives.do("GET", "/api/sites", ""); status != 200 || !strings.Contains(body, "House") {
		t.Errorf("the restored backend: %d %s", status, body)
	}
}

// believe brings a price, an emission factor and a forecast.
func (d *doorway) believe() {
	d.t.Helper()
	const head = `"market_region":"DE-LU","source":"exchange","published_at":"2026-06-01T10:57:00Z",`
	for path, body := range map[string]string{
		"/api/prices":           `{` + head + `"slot":"1h","unit":"EUR/kWh","points":[{"ts":"2026-06-02T10:00:00Z","value":"-0.0125"}]}`,
		"/api/emission-factors": `{` + head + `"kind":"DIRECT","method_id":"mix","method_version":"1","quality":"FINAL","unit":"g/kWh","points":[{"from":"2026-06-02T10:00:00Z","to":"2026-06-02T11:00:00Z","value":"318.4"}]}`,
		"/api/sites/" + d.site.String() + "/forecast": `{"metric":"ActivePower","unit":"kW","model_version":"ridge/1","issued_at":"2026-06-01T10:00:00Z","points":[{"ts":"2026-06-02T10:00:00Z","predicted_value":3}]}`,
	} {
		if status, body := d.do("POST", path, body); status != 200 || !strings.Contains(body, `"stored":1`) {
			d.t.Fatalf("%s: %d %s", path, status, body)
		}
	}
}

// sound checks the chain over the audit log of every tenant, as of an instant: what waited for its seal when a backup
// was taken waits since then.
func sound(t *testing.T, database postgres.Config, at time.Time) {
	t.Helper()
	db, err := postgres.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tenants, err := db.Tenants(t.Context())
	if err != nil || len(tenants) == 0 {
		t.Fatal(tenants, err)
	}
	for _, tenant := range tenants {
		report, err := audit.Verify(t.Context(), db, tenant, audit.Seal{}, at)
		if err != nil || len(report.Findings) > 0 || report.Entries+int64(report.Waiting) == 0 {
			t.Errorf("the chain of %s: %+v %v", tenant.ID, report, err)
		}
	}
}

// What cannot be restored is refused in one line, and the database stays empty.
// altered is a backup with one bit of its largest part turned over. A bit of what the archive says
// twice, such as a part's date, alters nothing that is restored.
func altered(t *testing.T, whole []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	largest := slices.MaxFunc(archive.File, func(a, b *zip.File) int { return cmp.Compare(a.CompressedSize64, b.CompressedSize64) })
	at, err := largest.DataOffset()
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(whole)
	changed[at+int64(largest.CompressedSize64)/2] ^= 1 //nolint:gosec // of a file in memory
	return changed
}

func TestAFileThatIsNoWholeBackupIsRefused(t *testing.T) {
	c, _ := configured(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "whole.backup")
	source, _ := configured(t)
	if _, err := backend.Backup(t.Context(), source, backend.Keeping{File: file}); err == nil {
		t.Error("a backup of an empty database was written")
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 0 {
		t.Errorf("a backup that failed left %v, %v", names, err)
	}
	d := openDoors(t)
	if _, err := backend.Backup(t.Context(), d.config, backend.Keeping{File: file}); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"cut short":  {whole[:len(whole)/2], "is no backup, or its end is missing"},
		"altered":    {altered(t, whole), "damaged"},
		"no archive": {[]byte("hello"), "is no backup"},
	} {
		bad := filepath.Join(dir, "bad.backup")
		if err := os.WriteFile(bad, tt.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := backend.Restore(t.Context(), c, backend.Keeping{File: bad}); err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q", name, err, tt.want)
		}
	}
	if _, err := backend.Restore(t.Context(), c, backend.Keeping{File: file}); err != nil {
		t.Errorf("the whole one, after all of them: %v", err)
	}
}

// plan has a plan of one command, for tomorrow, carried out in the name of a policy.
func (d *doorway) plan() {
	d.t.Helper()
	made := func(path, body string) string {
		var out struct{ ID string }
		status, answer := d.do("POST", path, body)
		if err := json.Unmarshal([]byte(answer), &out); err != nil || status != 200 {
			d.t.Fatalf("%s: %d %s", path, status, answer)
		}
		return out.ID
	}
	at := func(hours int) string {
		return time.Now().Add(time.Duration(hours) * time.Hour).UTC().Format(time.RFC3339)
	}
	asset := made("/api/sites/"+d.site.String()+"/assets", `{"key":"battery9","nature":"ESS","enabled":true}`)
	policy := made("/api/control-policies", fmt.Sprintf(`{"scope":"ASSET","asset_id":%q,"name":"nights","objective":"COST_MIN","enabled":true}`, asset))
	plan := made("/api/control-policies/"+policy+"/plans", fmt.Sprintf(
		`{"horizon_from":%q,"horizon_to":%q,"optimizer_version":"x","commands":[{"asset_id":%q,"ts_scheduled":%[1]q,"ends_at":%[2]q,"command_type":"CHARGE","target_value":5}]}`, at(24), at(25), asset))
	made("/api/dispatch-plans/"+plan+"/activate", "")
}
