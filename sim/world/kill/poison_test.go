package kill_test

import (
	"testing"

	"github.com/google/uuid"

	"ohmstead/edge"
	"ohmstead/edge/outbox"
	"ohmstead/edge/uplink"
	"ohmstead/edge/uplink/uplinktest"
	"ohmstead/wire"
)

// say sends messages in the name of the demo's edge, as an edge does that has gone mad.
func (w *world) say(messages ...uplinktest.Message) {
	w.Helper()
	c, err := edge.LoadCredential(w.path("credential.json"))
	if err != nil {
		w.Fatal(err)
	}
	remote, err := uplink.Remote(uplink.Config{Address: c.Address(), URL: c.Hub, SeedFile: c.SeedFile})
	if err != nil {
		w.Fatal(err)
	}
	box, err := outbox.Open(w.Context(), outbox.Config{Dir: w.path("mad"), Edge: c.Edge, Remote: remote})
	if err != nil {
		w.Fatal(err)
	}
	defer box.Close()
	w.until("the mad edge is connected", box.Connected)
	for _, m := range messages {
		w.until("the hub takes it", func() bool { return uplinktest.Say(box, c.Address(), m) == nil })
	}
}

func TestPoisonIsSetAsideSaidAndStopsNobody(t *testing.T) {
	w := newWorld(t, setup{seed: 1})
	w.edge.stop()
	boot := uuid.Must(uuid.NewV7())
	at := func(seq uint64) *wire.Mark { return &wire.Mark{BootID: boot, Seq: seq, After: seq - 1} }
	w.say(
		uplinktest.Message{Kind: wire.KindManifest, Place: at(1), Data: []byte(`{"version":1,`)},
		uplinktest.Message{Kind: wire.KindFrame, Place: at(2), Data: []byte("no frame")},
		uplinktest.Message{Kind: wire.KindFrame, Data: []byte("no place")},
		uplinktest.Message{Kind: wire.KindEvent, Place: at(3), Data: []byte("no event")},
	)
	w.until("it is said", func() bool {
		rows, err := w.psql("SELECT count(*) FROM events WHERE code = 'POISON_FRAME'")
		return err == nil && rows[0][0] != "0"
	})
	w.until("its place is passed", func() bool { return w.cursors()[boot] == 3 })
	w.edge.start()
	w.settle()
}
