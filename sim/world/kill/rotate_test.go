package kill_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ohmstead/edge"
	"ohmstead/edge/uplink"
)

// An edge whose key is changed from afar is let in whenever it is killed meanwhile: each order makes one new
// key, which ends in its place, and the key before it is refused from then on. An order that expires before
// the edge is reached changes nothing. What the edge has measured meanwhile is stored under whatever key.
func TestAKeyIsChangedFromAfarOverKillsAtAnyMoment(t *testing.T) {
	drawn := *seed
	if drawn == 0 {
		drawn = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./sim/world/kill -run '%s' -sweep %d -seed %d", t.Name(), *sweep, drawn)
	o := &operator{world: newWorld(t, setup{seed: drawn})}
	o.login()
	c, err := edge.LoadCredential(o.path("credential.json"))
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{o.keyIn(c.SeedFile): true}
	for n := range max(*sweep/3, 2) {
		before := o.keyIn(c.SeedFile)
		id, err := o.rotate(c.Edge, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 { // the first time nothing happens to it
			time.Sleep(o.upTo(time.Second))
			o.edge.kill()
			time.Sleep(o.upTo(demoCycle))
			o.edge.start()
		}
		o.until("the key is changed", func() bool { return o.settled(id, "EXECUTED") })
		after := o.keyIn(c.SeedFile)
		if after == before || keys[after] {
			t.Fatalf("the key was %s and is %s, of %v", before, after, keys)
		}
		keys[after] = true
		rows, err := o.psql("SELECT nkey, coalesce(former_nkey, ''), (SELECT count(*) FROM find_edge('" + before + "')) FROM edges")
		if err != nil || len(rows) != 1 || rows[0][0] != after || rows[0][1] != "" || rows[0][2] != "0" {
			t.Errorf("the backend knows %v, %v; want %s alone, and nothing of %s", rows, err, after, before)
		}
		if _, err := os.Stat(uplink.NextSeed(c.SeedFile)); err == nil {
			t.Error("another key lies beside the one in its place")
		}
	}
	said := o.record()
	o.until("what every life has said is stored", func() bool { return o.complete(said) })
	o.link.sever()
	late, life := o.brief(func(life time.Duration) (string, error) { return o.rotate(c.Edge, life) })
	time.Sleep(life + 100*time.Millisecond)
	before := o.keyIn(c.SeedFile)
	o.link.mend()
	o.until("an order that was late has expired", func() bool { return o.settled(late, "EXPIRED") })
	o.late = append(o.late, late)
	if after := o.keyIn(c.SeedFile); after != before {
		t.Error("an order that had expired changed the key")
	}
	o.audit()
	halves, err := filepath.Glob(c.SeedFile + ".half-*")
	t.Logf("%d keys, %d of which nobody ever knew were left by kills, %v", len(keys), len(halves), err)
	o.edge.stop()
	o.compare()
}

// rotate orders an edge to change its key and is the order's id.
func (o *operator) rotate(id string, life time.Duration) (string, error) {
	var ordered struct {
		Rotation struct {
			Command string `json:"command_id"`
		}
	}
	body := fmt.Appendf(nil, `{"reason":"the sweep","expires_at":%q}`, time.Now().Add(life).UTC().Format(time.RFC3339Nano))
	if err := o.try(http.MethodPost, "/api/edges/"+id+"/key-rotation", body, &ordered); err != nil {
		return "", err
	}
	o.given = append(o.given, ordered.Rotation.Command)
	return ordered.Rotation.Command, nil
}

func (o *operator) keyIn(file string) string {
	o.Helper()
	key, err := uplink.EnsureSeed(file)
	if err != nil {
		o.Fatal(err)
	}
	return key
}
