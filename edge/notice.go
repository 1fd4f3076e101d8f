package edge

import (
	"context"
	"maps"
	"time"

	"ohmstead/edge/device"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// noticeEvery is how often the devices' health is looked at for what is worth telling.
const noticeEvery = 500 * time.Millisecond

// notices tells when a device begins or stops to answer, and what is wrong with it while it answers.
type notices struct {
	board *device.Board
	raise func(wire.Event)
}

// told is what was told of a device.
type told struct {
	status device.Status
	stands map[reason.Code]bool // what is not there has not been told yet
}

// run looks at the board until ctx ends.
func (n notices) run(ctx context.Context) error {
	ticker := time.NewTicker(noticeEvery)
	defer ticker.Stop()
	known := map[string]told{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			for _, h := range n.board.All() {
				before, ok := known[h.Device]
				if !ok {
					before.stands = map[reason.Code]bool{}
				}
				n.status(now, before.status, h)
				n.conditions(now, before.stands, h)
				known[h.Device] = told{h.Status, before.stands}
			}
		}
	}
}

func (n notices) status(now time.Time, before device.Status, h device.Health) {
	e := event(now, h.Device, nil)
	switch {
	case h.Status == device.Answering && before != device.Answering:
		e.Code = string(reason.DeviceConnected)
	case h.Status == device.Silent && before != device.Silent:
		e.Code, e.Params["detail"] = string(reason.DeviceLost), h.Detail
	default:
		return
	}
	n.raise(e)
}

// conditions tells what has begun and what is over. What is fine at the first look is told too, for an
// alarm may stand since before the edge was started anew. Of a device that is silent nothing new is known.
func (n notices) conditions(now time.Time, stands map[reason.Code]bool, h device.Health) {
	if h.Status != device.Answering {
		return
	}
	for _, c := range h.Conditions {
		if before, told := stands[c.Code]; told && before == c.Stands {
			continue
		}
		stands[c.Code] = c.Stands
		e := event(now, h.Device, c.Params)
		e.Code, e.Cleared = string(c.Code), !c.Stands
		n.raise(e)
	}
}

func event(now time.Time, device string, params reason.Params) wire.Event {
	e := wire.Event{Version: wire.Version, At: now, Device: device, Params: map[string]any{"device": device}}
	maps.Copy(e.Params, params)
	return e
}
