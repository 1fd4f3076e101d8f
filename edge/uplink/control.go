package uplink

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/wire"
)

// How often control reports are sent. What only moves, such as a power, is sent seldom unless somebody
// looks; what has changed in kind is sent soon.
const (
	lookEvery   = time.Second      // how often the edge looks at itself
	showSoonest = 2 * time.Second  // between two reports, whatever happens
	showAtLeast = 60 * time.Second // without a change and without a watcher
	watchLasts  = 30 * time.Second // after the last sign of a watcher
)

// pace decides when a report is worth sending.
type pace struct {
	sent    time.Time
	kind    [sha256.Size]byte // what the last one said in kind
	watched time.Time         // until when
}

// watch notes that somebody looks.
func (p *pace) watch(now time.Time) { p.watched = now.Add(watchLasts) }

// due reports whether the report is to be sent at now, and counts it as sent.
func (p *pace) due(r wire.ControlReport, now time.Time) bool {
	age := now.Sub(p.sent)
	if age < showSoonest && age >= 0 && !p.sent.IsZero() {
		return false
	}
	kind := kindOf(r)
	if !p.sent.IsZero() && age >= 0 && age < showAtLeast && kind == p.kind && !now.Before(p.watched) {
		return false
	}
	p.sent, p.kind = now, kind
	return true
}

// kindOf is a sum over what a report says in kind: states, names and reasons, and no measured value.
func kindOf(r wire.ControlReport) [sha256.Size]byte {
	type cut struct{ Asset, By, BoundBy, Code string }
	said := struct {
		State, Mode string
		Enabled     bool
		Faults      []wire.FaultReport
		Overrides   []wire.OverrideReport
		Limits      []wire.LimitReport
		Lines       []string
		Cuts        []cut
	}{State: r.State, Mode: r.Mode, Enabled: r.Enabled, Faults: r.Faults, Overrides: r.Overrides, Limits: r.Limits}
	for _, c := range r.Controllers {
		said.Lines = append(said.Lines, fmt.Sprint(c.ID, c.Armed, c.Benched, c.Code))
	}
	for _, d := range r.Devices {
		said.Lines = append(said.Lines, d.Key+d.Status+d.Breaker)
		for _, c := range d.Conditions {
			said.Lines = append(said.Lines, d.Key+string(c.Code))
		}
	}
	for _, a := range r.Assets {
		for _, c := range a.Cuts {
			said.Cuts = append(said.Cuts, cut{a.Key, c.By, c.BoundBy, string(c.Code)})
		}
	}
	data, err := json.Marshal(said)
	if err != nil {
		return [sha256.Size]byte{} // then only time decides
	}
	return sha256.Sum256(data)
}

// show sends control reports by the pace until ctx ends. A report that is not made or not sent is
// missed by nobody: the next says it all.
func (u *Uplink) show(ctx context.Context, conn *nats.Conn) error {
	var p pace
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-u.watched:
			p.watch(time.Now())
			continue
		case <-ticker.C:
		}
		report, err := u.config.Control(ctx)
		if err == nil && p.due(report, time.Now()) {
			err = u.sendControl(conn, report)
		}
		if err != nil && ctx.Err() == nil {
			u.failed(err)
		}
	}
}

func (u *Uplink) sendControl(conn *nats.Conn, r wire.ControlReport) error {
	data, err := wire.EncodeControl(r)
	if err != nil {
		return err
	}
	if err := conn.Publish(u.config.Address.Control(), data); err != nil {
		return fmt.Errorf("send a control report: %w", err)
	}
	return nil
}
