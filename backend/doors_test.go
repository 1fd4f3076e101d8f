package backend_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
	"github.com/google/uuid"

	"ohmstead/backend"
	"ohmstead/backend/httpapi/ingest/ingesttest"
	"ohmstead/backend/httpapi/pace"
	"ohmstead/backend/intake"
	"ohmstead/backend/postgres"
	"ohmstead/wire"
)

// doorway is a running backend with a site whose channels are known, and an API key for it.
type doorway struct {
	*house
	config   backend.Config
	database postgres.Config
	site     uuid.UUID
	key      string
}

func openDoors(t *testing.T) *doorway {
	t.Helper()
	c, database := configured(t)
	c.MQTT.Listen = "127.0.0.1:0"
	c.Rates = pace.Limits{} // who sends for as long as a backup takes may send any number
	d := &doorway{house: run(t, c), config: c, database: database}
	d.login()
	var key struct {
		Text string `json:"text"`
	}
	status, body := d.do("POST", "/api/keys", fmt.Sprintf(`{"name":"a gateway","scopes":["INGEST"],"expires_at":%q}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339)))
	if err := json.Unmarshal([]byte(body), &key); err != nil || status/100 != 2 {
		t.Fatalf("make a key: %d %s", status, body)
	}
	d.key, d.site = key.Text, d.seeded.Site.ID
	db, err := postgres.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	edge, err := db.FindEdge(t.Context(), "UDEMO")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ApplyManifest(t.Context(), edge, doorManifest()); err != nil {
		t.Fatal(err)
	}
	return d
}

func doorManifest() wire.Manifest {
	return wire.Manifest{
		Version: wire.Version, BootID: uuid.NewString(), Site: wire.ManifestSite{Name: "House", TimeZone: "Europe/Berlin"},
		Devices: []wire.ManifestDevice{
			{Key: "sdm0", Protocol: "modbus-tcp", Profile: "sdm630", Address: "127.0.0.1:1502"},
			{Key: "plenticore0", Protocol: "modbus-tcp", Profile: "plenticore", Address: "127.0.0.1:1503"},
		},
		Assets: []wire.ManifestAsset{
			{Key: "meter0", Name: "Grid", Nature: "GRID_METER", Device: "sdm0", MeasuresConnection: true},
			{Key: "battery0", Name: "Battery", Nature: "ESS", Device: "plenticore0"},
		},
		Channels: []wire.ManifestChannel{
			{Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"},
			{Asset: "battery0", Name: "ActivePower", Unit: "W", Kind: "measurement"},
			{Asset: "battery0", Name: "SOC", Unit: "%", Kind: "measurement"},
		},
	}
}

// overHTTP, overWebSocket and overMQTT deliver a body and give the answer.
func (d *doorway) overHTTP(body string) string {
	d.t.Helper()
	d.token = d.key
	_, answer := d.do("POST", "/api/ingest", body)
	return answer
}

func (d *doorway) overWebSocket(body string) string {
	d.t.Helper()
	return ingesttest.Deliver(d.t, d.ready.URL, d.key, body)
}

func (d *doorway) overMQTT(body string) string {
	d.t.Helper()
	conn, err := net.Dial("tcp", d.ready.MQTT)
	if err != nil {
		d.t.Fatal(err)
	}
	heard := make(chan *paho.Publish, 1)
	c := paho.NewClient(paho.ClientConfig{Conn: conn, PacketTimeout: time.Minute, OnPublishReceived: []func(paho.PublishReceived) (bool, error){
		func(p paho.PublishReceived) (bool, error) { heard <- p.Packet; return true, nil },
	}})
	ctx, cancel := context.WithTimeout(d.t.Context(), 2*time.Minute)
	defer cancel()
	if _, err := c.Connect(ctx, &paho.Connect{ClientID: "gateway", CleanStart: true, KeepAlive: 30, Username: "gateway", UsernameFlag: true, Password: []byte(d.key), PasswordFlag: true}); err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = c.Disconnect(&paho.Disconnect{}) }()
	if _, err := c.Subscribe(ctx, &paho.Subscribe{Subscriptions: []paho.SubscribeOptions{{Topic: "gateway/replies"}}}); err != nil {
		d.t.Fatal(err)
	}
	properties := &paho.PublishProperties{ResponseTopic: "gateway/replies", CorrelationData: []byte("7")}
	ack, err := c.Publish(ctx, &paho.Publish{QoS: 1, Topic: "ohmstead/ingest/" + d.site.String(), Payload: []byte(body), Properties: properties})
	if err != nil && (ack == nil || ack.ReasonCode != 0x99) { // payload format invalid: a message that is refused as a whole
		d.t.Fatal(err)
	}
	select {
	case p := <-heard:
		if string(p.Properties.CorrelationData) != "7" {
			d.t.Errorf("the answer is to %q", p.Properties.CorrelationData)
		}
		return string(p.Payload)
	case <-ctx.Done():
		d.t.Fatal("no answer over MQTT")
		return ""
	}
}

// Recorded payloads in every shape, through every door: what is stored is stored once, and the answer
// is the recorded one whichever door it came through.
func TestEveryDoorStoresAndAnswersTheSame(t *testing.T) {
	d := openDoors(t)
	files, err := filepath.Glob("testdata/doors/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d payloads, %v", len(files), err)
	}
	at := time.Now().UTC().Truncate(time.Second).Add(-time.Minute)
	fill := strings.NewReplacer("@SECONDS@", fmt.Sprint(at.Unix()), "@EARLIER@", fmt.Sprint(at.Add(-time.Second).Unix()), "@INSTANT@", at.Format(time.RFC3339))
	for _, file := range files {
		if strings.HasSuffix(file, ".answer.json") {
			continue
		}
		payload, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		recorded, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".answer.json")
		if err != nil {
			t.Fatal(err)
		}
		want := decodeAnswer(t, string(recorded))
		body := fill.Replace(string(payload))
		for door, deliver := range map[string]func(string) string{"HTTP": d.overHTTP, "WebSocket": d.overWebSocket, "MQTT": d.overMQTT} {
			if got := decodeAnswer(t, deliver(body)); got != want {
				t.Errorf("%s over %s:\n got %s\nwant %s", filepath.Base(file), door, got, want)
			}
		}
	}
	d.login()
	path := fmt.Sprintf("/api/sites/%s/readings?channel=meter0.ActivePower&from=%s&to=%s", d.site, at.Add(-time.Hour).Format(time.RFC3339), at.Add(time.Hour).Format(time.RFC3339))
	_, body := d.do("GET", path, "")
	if got := strings.Count(body, `"timestamp"`); got != 3 {
		t.Errorf("%d readings are stored, want one each of reading, batch and columns: %s", got, body)
	}
}

// decodeAnswer reads an answer as JSON with sorted members, whichever form it has: a problem says the
// same reason_code and detail as a message that refuses the whole body.
func decodeAnswer(t *testing.T, answer string) string {
	t.Helper()
	var m intake.IngestMessage
	if err := json.Unmarshal([]byte(answer), &m); err != nil {
		t.Fatalf("%v in %q", err, answer)
	}
	if m.Rejected == nil {
		m.Rejected = []intake.RejectedItem{}
	}
	return string(m.Encode())
}
