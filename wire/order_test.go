package wire_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/wire"
)

var issued = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func address() wire.Address {
	return wire.Address{
		Tenant: "0198c0de-0000-7000-8000-000000000001",
		Site:   "0198c0de-0000-7000-8000-000000000002",
		Edge:   "0198c0de-0000-7000-8000-000000000003",
	}
}

// key is a key pair that is the same in every run.
func key(fill byte) (ed25519.PublicKey, ed25519.PrivateKey) {
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(fill)), ed25519.SeedSize)))
	return private.Public().(ed25519.PublicKey), private
}

func sampleCommand() wire.Command {
	return wire.Command{
		ID: boot, Seq: 7, Kind: wire.CommandOverride, Asset: "battery0",
		Payload: json.RawMessage(`{"active_power_watts":-2000}`), Reason: "maintenance of the feeder",
		IssuedBy: "operator", IssuedAt: issued, ExpiresAt: issued.Add(time.Hour),
	}
}

func jsonOf(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestASealedOrderOpensForItsEdgeItsKindAndItsKeyOnly(t *testing.T) {
	public, private := key('a')
	stranger, _ := key('b')
	body := jsonOf(t, sampleCommand())
	data, err := wire.Seal(private, address(), wire.KindCommand, body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.Open(public, address(), wire.KindCommand, data)
	if err != nil || string(got) != string(body) {
		t.Fatalf("it opens to %q, %v", got, err)
	}
	elsewhere := address()
	elsewhere.Site = boot
	forged := strings.Replace(string(data), base64.StdEncoding.EncodeToString(body)[:8], "eyJpZCI5", 1)
	for what, open := range map[string]func() ([]byte, error){
		"another key":    func() ([]byte, error) { return wire.Open(stranger, address(), wire.KindCommand, data) },
		"no key":         func() ([]byte, error) { return wire.Open(nil, address(), wire.KindCommand, data) },
		"another kind":   func() ([]byte, error) { return wire.Open(public, address(), wire.KindLimits, data) },
		"another site":   func() ([]byte, error) { return wire.Open(public, elsewhere, wire.KindCommand, data) },
		"another body":   func() ([]byte, error) { return wire.Open(public, address(), wire.KindCommand, []byte(forged)) },
		"one bit of sig": func() ([]byte, error) { return wire.Open(public, address(), wire.KindCommand, flip(t, data)) },
	} {
		if body, err := open(); !errors.Is(err, reason.New(reason.SignatureInvalid, nil)) || body != nil {
			t.Errorf("%s: got %q, %v; want SIGNATURE_INVALID", what, body, err)
		}
	}
}

// flip turns one bit of the signature.
func flip(t *testing.T, data []byte) []byte {
	t.Helper()
	var s wire.Sealed
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(s.Signature)
	if err != nil {
		t.Fatal(err)
	}
	raw[5] ^= 1
	s.Signature = base64.StdEncoding.EncodeToString(raw)
	return jsonOf(t, s)
}

func sampleLimits() wire.Limits {
	most, least, end := int64(40_000), int64(-10_000), issued.Add(2*time.Hour)
	return wire.Limits{
		Version: wire.Version, LimitsVersion: 3, IssuedAt: issued, KnownUntil: issued.Add(24 * time.Hour),
		Blocks: []wire.LimitBlock{
			{Ref: "node-limit", Code: "CONNECTION_LIMIT", MaxWatts: &most, From: issued},
			{Ref: "envelope", Code: "CONNECTION_LIMIT", MinWatts: &least, MaxWatts: &most, From: issued, To: &end},
			{Ref: "consumed", Code: "CONSUMPTION_LIMIT", MaxWatts: &most, From: issued, Constraint: topology.ConsumptionCap, Meter: "meter0"},
			{Ref: "generated", Code: "GENERATION_LIMIT", MinWatts: &least, From: issued, Constraint: topology.GenerationCap},
		},
		FailSafe: &wire.LimitBlock{Ref: "fail-safe", Code: "CONNECTION_LIMIT", MaxWatts: &most, From: issued},
		Constraints: []wire.GridConstraint{
			{Ref: "grid_constraint/q", MaxVars: &most, From: issued, Meter: "meter0"},
			{Ref: "grid_constraint/ramp", MaxWattsPerS: &most, From: issued, To: &end},
		},
	}
}

func TestDecodeLimits_AConstraintBoundsOneThing(t *testing.T) {
	zero, some, end := int64(0), int64(500), issued
	for name, tt := range map[string]struct {
		with wire.GridConstraint
		want string
	}{
		"nothing":                        {wire.GridConstraint{Ref: "g", From: issued}, "grid_constraints[0].max_vars or max_watts_per_s, one of both"},
		"both":                           {wire.GridConstraint{Ref: "g", MaxVars: &some, MaxWattsPerS: &some, From: issued}, "grid_constraints[0].max_vars or max_watts_per_s, one of both"},
		"a ramp of nothing":              {wire.GridConstraint{Ref: "g", MaxWattsPerS: &zero, From: issued}, "grid_constraints[0].max_watts_per_s is 0, want 1 to 2000000000 W/s"},
		"reactive power of nothing":      {wire.GridConstraint{Ref: "g", MaxVars: &zero, From: issued}, ""},
		"without a ref":                  {wire.GridConstraint{MaxVars: &some, From: issued}, "grid_constraints[0].ref"},
		"an end that is not after begin": {wire.GridConstraint{Ref: "g", MaxVars: &some, From: issued, To: &end}, "grid_constraints[0].to"},
	} {
		t.Run(name, func(t *testing.T) {
			limits := sampleLimits()
			limits.Constraints = []wire.GridConstraint{tt.with}
			_, err := wire.DecodeLimits(jsonOf(t, limits))
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func samplePlan() wire.Plan {
	return wire.Plan{Version: wire.Version, ID: boot, IssuedAt: issued, Slots: []wire.PlanSlot{
		{Asset: "battery0", From: issued, To: issued.Add(15 * time.Minute), ActivePowerWatts: -3000},
		{Asset: "battery1", From: issued, To: issued.Add(15 * time.Minute), ActivePowerWatts: -3000, RampRate: new(int64(50))},
	}}
}

func sampleAck() wire.Ack {
	given := int64(-1500)
	return wire.Ack{
		Version: wire.Version, Command: boot, Seq: 7, State: wire.AckClamped, At: issued, AppliedWatts: &given,
		Codes: []reason.Code{reason.SOCTooLow}, Params: map[string]any{"soc_percent": 9.0, "release_percent": 12.0},
	}
}

func TestOrdersSurviveTheWire(t *testing.T) {
	same := func(what string, want, got any, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-sent +read):\n%s", what, diff)
		}
	}
	command, err := wire.DecodeCommand(jsonOf(t, sampleCommand()))
	same("command", sampleCommand(), command, err)
	limits, err := wire.DecodeLimits(jsonOf(t, sampleLimits()))
	same("limits", sampleLimits(), limits, err)
	plan, err := wire.DecodePlan(jsonOf(t, samplePlan()))
	same("plan", samplePlan(), plan, err)
	data, err := wire.Encode(sampleAck())
	if err != nil {
		t.Fatal(err)
	}
	ack, err := wire.DecodeAck(data)
	same("acknowledgement", sampleAck(), ack, err)
}

func TestOrderRefusals(t *testing.T) {
	read := map[string]func([]byte) error{
		"command": func(b []byte) error { _, err := wire.DecodeCommand(b); return err },
		"limits":  func(b []byte) error { _, err := wire.DecodeLimits(b); return err },
		"plan":    func(b []byte) error { _, err := wire.DecodePlan(b); return err },
		"ack":     func(b []byte) error { _, err := wire.DecodeAck(b); return err },
	}
	whole := map[string]string{
		"command": string(jsonOf(t, sampleCommand())), "limits": string(jsonOf(t, sampleLimits())),
		"plan": string(jsonOf(t, samplePlan())), "ack": string(jsonOf(t, sampleAck())),
	}
	for _, tt := range []struct{ what, order, old, new, want string }{
		{"a command without a reason", "command", `"maintenance of the feeder"`, `""`, "reason is missing"},
		{"a kind nobody knows", "command", `"OVERRIDE"`, `"OVERRIDES"`, "kind is"},
		{"a command that has expired when it is issued", "command", `"expires_at":"2026-06-01T13:00:00Z"`, `"expires_at":"2026-06-01T12:00:00Z"`, "an instant after issued_at"},
		{"a command without a number", "command", `"seq":7`, `"seq":0`, "seq is 0"},
		{"limits of another version", "limits", `"version":1`, `"version":2`, "version is 2, want 1"},
		{"a block without a bound", "limits", `"max_watts":40000,"from":"2026-06-01T12:00:00Z"},{`, `"from":"2026-06-01T12:00:00Z"},{`, "blocks[0].max_watts is missing"},
		{"bounds that cross", "limits", `"min_watts":-10000`, `"min_watts":50000`, "blocks[1].min_watts is 50000, want at most max_watts"},
		{"a constraint that is none", "limits", `"constraint":"GENERATION_CAP"`, `"constraint":"PEAK"`, "blocks[3].constraint is PEAK"},
		{"consumption bounded from below", "limits", `"constraint":"GENERATION_CAP"`, `"constraint":"CONSUMPTION_CAP"`, "blocks[3].constraint is CONSUMPTION_CAP"},
		{"generation bounded from above", "limits", `"constraint":"CONSUMPTION_CAP"`, `"constraint":"GENERATION_CAP"`, "blocks[2].constraint is GENERATION_CAP"},
		{"a cap of generation above zero", "limits", `"min_watts":-10000,"from":"2026-06-01T12:00:00Z","constraint"`, `"min_watts":1,"from":"2026-06-01T12:00:00Z","constraint"`, "blocks[3].constraint is GENERATION_CAP"},
		{"a block that ends before it begins", "limits", `"to":"2026-06-01T14:00:00Z"`, `"to":"2026-06-01T12:00:00Z"`, "blocks[1].to is"},
		{"limits without a version of their own", "limits", `"limits_version":3`, `"limits_version":0`, "limits_version is 0"},
		{"a slot that ends where it begins", "plan", `"to":"2026-06-01T12:15:00Z"`, `"to":"2026-06-01T12:00:00Z"`, "slots[0].to is"},
		{"a slot for no asset", "plan", `"battery0"`, `""`, "slots[0].asset is missing"},
		{"a slot with a ramp that leads nowhere", "plan", `"ramp_rate":50`, `"ramp_rate":0`, "slots[1].ramp_rate is 0, want W/s from 1"},
		{"an acknowledgement in no state", "ack", `"CLAMPED"`, `"DONE"`, "state is"},
		{"an acknowledgement of nothing", "ack", boot, "x", "command_id is"},
	} {
		if !strings.Contains(whole[tt.order], tt.old) {
			t.Errorf("%s: the sample has no %s", tt.what, tt.old)
			continue
		}
		err := read[tt.order]([]byte(strings.Replace(whole[tt.order], tt.old, tt.new, 1)))
		var refusal *reason.Error
		if !errors.As(err, &refusal) || !strings.Contains(fmt.Sprint(err), tt.want) {
			t.Errorf("%s: got %v, want a refusal with %q", tt.what, err, tt.want)
		}
	}
}

func FuzzOrder(f *testing.F) {
	public, private := key('a')
	for kind, order := range map[wire.Kind]any{wire.KindCommand: sampleCommand(), wire.KindLimits: sampleLimits(), wire.KindPlan: samplePlan(), wire.KindAck: sampleAck()} {
		body := jsonOf(f, order)
		sealed, err := wire.Seal(private, address(), kind, body)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
		f.Add(sealed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if command, err := wire.DecodeCommand(data); err == nil && command.Check() != nil {
			t.Error("a command that is not whole was read")
		}
		if limits, err := wire.DecodeLimits(data); err == nil {
			again, err := wire.DecodeLimits(jsonOf(t, limits))
			if diff := cmp.Diff(limits, again); err != nil || diff != "" {
				t.Errorf("limits change when they are written again: %v %s", err, diff)
			}
		}
		_, _ = wire.DecodePlan(data)
		_, _ = wire.DecodeAck(data)
		if body, err := wire.Open(public, address(), wire.KindCommand, data); err == nil && len(body) == 0 {
			t.Error("an empty order was opened")
		}
	})
}

// What an edge of before reads of a block that bounds consumption is its bound as one of net power, and
// what it was sent of the others is byte for byte what it knew.
func TestAnOlderEdgeReadsNetBounds(t *testing.T) {
	var old struct {
		Blocks []struct {
			Ref      string `json:"ref"`
			MaxWatts *int64 `json:"max_watts"`
		} `json:"blocks"`
	}
	data := jsonOf(t, sampleLimits())
	if err := json.Unmarshal(data, &old); err != nil || old.Blocks[2].MaxWatts == nil || *old.Blocks[2].MaxWatts != 40_000 {
		t.Errorf("%+v, %v", old, err)
	}
	if first := `{"ref":"node-limit","code":"CONNECTION_LIMIT","max_watts":40000,"from":"2026-06-01T12:00:00Z"}`; !strings.Contains(string(data), first) {
		t.Errorf("a bound of the net power is sent as %s, want %s in it", data, first)
	}
}

// An edge of before reads the power of an order with a ramp and goes there as fast as it can; an order without one
// is sent byte for byte as it was.
func TestAnOlderEdgeReadsThePowerOfARamp(t *testing.T) {
	order := wire.Dispatch{Power: wire.Power{ActivePowerWatts: -2000}}
	if got := string(jsonOf(t, order)); got != `{"active_power_watts":-2000}` {
		t.Errorf("without a ramp it is sent as %s", got)
	}
	order.RampRate = new(int64(50))
	data := jsonOf(t, order)
	var old wire.Power
	if err := json.Unmarshal(data, &old); err != nil || old != order.Power || string(data) != `{"active_power_watts":-2000,"ramp_rate":50}` {
		t.Errorf("%s is read as %+v, %v", data, old, err)
	}
	for ramp, whole := range map[int64]bool{-1: false, 0: false, 1: true, int64(topology.MaxWatts): true, int64(topology.MaxWatts) + 1: false} {
		if err := (wire.Dispatch{RampRate: &ramp}).Check(); (err == nil) != whole {
			t.Errorf("a ramp of %d W/s: %v", ramp, err)
		}
	}
}
