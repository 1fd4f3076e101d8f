package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"ohmstead/energy/reason"
	"ohmstead/internal/leaktest"
	"ohmstead/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

const scan = `{"address":"192.168.1.30:502"}`

// probed notes what devices were asked, and answers alike.
type probed struct {
	asked  []wire.Probe
	result wire.ProbeResult
	fault  error
}

func (p *probed) probe(_ context.Context, _ wire.Command, q wire.Probe) (wire.ProbeResult, error) {
	p.asked = append(p.asked, q)
	return p.result, p.fault
}

func TestAScanIsAcceptedAtOnceAndAnswersWithWhatItFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, p := newRig(t), &probed{result: wire.ProbeResult{Found: []wire.ProbeFound{{Unit: 71, Vendor: "KOSTAL"}}}}
		r.probe = p.probe
		r.kill()
		r.start()
		command := r.order(1, wire.CommandScan, scan)
		r.take(wire.KindCommand, command)
		r.answered(wire.AckAccepted, "")
		r.run(100 * time.Millisecond)
		a := r.answered(wire.AckExecuted, "")
		if len(p.asked) != 1 || p.asked[0].Address != "192.168.1.30:502" || !strings.Contains(string(a.Result), "KOSTAL") {
			t.Errorf("asked %+v, answered %s", p.asked, a.Result)
		}
		// It comes again, and after a restart: the answer is the same, and nobody is asked.
		r.take(wire.KindCommand, command)
		r.kill()
		r.start()
		r.take(wire.KindCommand, command)
		r.run(50 * time.Millisecond)
		if a := r.answered(wire.AckExecuted, ""); len(p.asked) != 1 || !strings.Contains(string(a.Result), "KOSTAL") {
			t.Errorf("asked %d times, answered %s", len(p.asked), a.Result)
		}
	})
}

func TestATestThatACrashCutShortIsNotDoneAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, p := newRig(t), &probed{}
		r.probe = p.probe
		r.kill()
		r.start()
		r.take(wire.KindCommand, r.order(1, wire.CommandTestWrite, `{"address":"192.168.1.30","profile":"battery","channel":"SetActivePower","value":500,"seconds":3}`))
		r.answered(wire.AckAccepted, "")
		r.kill()
		r.start()
		r.run(50 * time.Millisecond)
		r.answered(wire.AckFailed, reason.CommandInterrupted)
		if len(p.asked) != 0 {
			t.Errorf("the device was asked %+v", p.asked)
		}
	})
}

func TestAProbeThatGoesWrongSaysWhy(t *testing.T) {
	for name, tt := range map[string]struct {
		fault error
		late  bool
		state wire.AckState
		code  reason.Code
	}{
		"a refusal":                {fault: reason.New(reason.NotLocal, reason.Params{"address": "8.8.8.8:502"}), state: wire.AckFailed, code: reason.NotLocal},
		"a fault without a code":   {fault: errors.New("out of luck"), state: wire.AckFailed},
		"one that waited too long": {late: true, state: wire.AckExpired, code: reason.CommandExpired},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, p := newRig(t), &probed{fault: tt.fault}
				r.probe = p.probe
				r.kill()
				r.start()
				r.take(wire.KindCommand, r.order(1, wire.CommandScan, scan))
				if tt.late {
					r.cycle(90)
				}
				r.run(100 * time.Millisecond)
				r.answered(tt.state, tt.code)
				if tt.late != (len(p.asked) == 0) {
					t.Errorf("asked %d times", len(p.asked))
				}
			})
		})
	}
}

func TestWhatCannotBeProbedIsRefusedAtOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		kind    wire.CommandKind
		payload string
		code    reason.Code
	}{
		"a scan of nothing":          {wire.CommandScan, `{}`, reason.MissingField},
		"a scan that writes":         {wire.CommandScan, `{"address":"x","channel":"SetActivePower"}`, reason.InvalidValue},
		"a test without a profile":   {wire.CommandTestWrite, `{"address":"x","channel":"SetActivePower"}`, reason.MissingField},
		"a test without a set-point": {wire.CommandTestWrite, `{"address":"x","profile":"battery"}`, reason.MissingField},
		"no probe at all":            {wire.CommandScan, `[]`, reason.InvalidValue},
	} {
		t.Run(name, func(t *testing.T) {
			r, p := newRig(t), &probed{}
			r.probe = p.probe
			r.kill()
			r.start()
			r.take(wire.KindCommand, r.order(1, tt.kind, tt.payload))
			r.answered(wire.AckRejected, tt.code)
		})
	}
}

func TestProbesThatFindNoRoomAreRefusedAndHoldNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, p := newRig(t), &probed{}
		r.probe = p.probe
		r.kill()
		r.start()
		for seq := range uint64(9) {
			r.take(wire.KindCommand, r.order(seq+1, wire.CommandScan, scan))
		}
		r.answered(wire.AckRejected, reason.CommissioningBusy)
		r.run(100 * time.Millisecond)
		if len(p.asked) != 8 {
			t.Errorf("asked %d times, want 8", len(p.asked))
		}
	})
}
