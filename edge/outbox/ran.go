package outbox

import (
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/wire"
)

// headerRan is on a message of the store how long the outbox had run when it was appended, over all
// boots, in microseconds. It does not travel.
const headerRan = "Ohm-Ran"

// ran is how long the outbox has run, over all boots. The monotonic clock counts it, so that setting
// the clock does not change it; what a boot ran after its last message is lost.
func (o *Outbox) ran() time.Duration { return o.before + time.Since(o.opened) }

func (o *Outbox) header(mark wire.Mark) nats.Header {
	header := nats.Header(mark.Header())
	header.Set(headerRan, strconv.FormatInt(o.ran().Microseconds(), 10))
	return header
}

// ranAt is how long the outbox had run when a message was appended; 0 for one that does not say.
func ranAt(header nats.Header) time.Duration {
	micros, err := strconv.ParseInt(header.Get(headerRan), 10, 64)
	if err != nil || micros < 0 {
		return 0
	}
	return time.Duration(micros) * time.Microsecond
}
