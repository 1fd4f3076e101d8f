package edge

import (
	"context"
	"time"

	"ohmstead/edge/device"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// noticeEvery is how often the devices' health is looked at for what is worth telling.
const noticeEvery = 500 * time.Millisecond

// notices tells when a device begins or stops to answer.
type notices struct {
	board *device.Board
	raise func(wire.Event)
}

// run looks at the board until ctx ends.
func (n notices) run(ctx context.Context) error {
	ticker := time.NewTicker(noticeEvery)
	defer ticker.Stop()
	known := map[string]device.Status{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			for _, h := range n.board.All() {
				n.tell(now, known[h.Device], h)
				known[h.Device] = h.Status
			}
		}
	}
}

func (n notices) tell(now time.Time, before device.Status, h device.Health) {
	e := wire.Event{Version: wire.Version, At: now, Device: h.Device, Params: map[string]any{"device": h.Device}}
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
