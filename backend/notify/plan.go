package notify

import (
	"time"

	"github.com/google/uuid"
)

// StormSpan is the time within which a channel gets stormLimit deliveries; what comes beyond is gathered
// into one that is due when it is over. So a storm of alarms is a handful of mails.
const StormSpan = 10 * time.Minute

const stormLimit = 5

// Traffic is what a channel has got lately.
type Traffic struct {
	Recent int // deliveries made within the last StormSpan
	// Gathering is the delivery that is not due yet and takes more; zero for none.
	Gathering uuid.UUID
}

// Parcel is what a channel gets of a round.
type Parcel struct {
	Channel uuid.UUID
	// Into is the delivery that takes it, zero for a new one, which is Due then.
	Into  uuid.UUID
	Due   time.Time
	Items []Item
}

// Plan sorts what has happened into parcels, at most one for each channel.
func Plan(items []Item, channels []Channel, traffic map[uuid.UUID]Traffic, now time.Time) []Parcel {
	var parcels []Parcel
	for _, c := range channels {
		p := Parcel{Channel: c.ID, Due: now, Into: traffic[c.ID].Gathering}
		for _, i := range items {
			if c.takes(i) {
				p.Items = append(p.Items, i)
			}
		}
		if len(p.Items) == 0 {
			continue
		}
		if traffic[c.ID].Recent >= stormLimit {
			p.Due = now.Add(StormSpan)
		}
		parcels = append(parcels, p)
	}
	return parcels
}

func (c Channel) takes(i Item) bool {
	if !c.Enabled || c.Site != nil && *c.Site != i.Site || i.Change == "CLEARED" && !c.Cleared {
		return false
	}
	for _, r := range c.Routes {
		if r.Takes(i) {
			return true
		}
	}
	return false
}

// backoff is the pause before the next attempt after so many: 30 s, doubled with each, at most an hour,
// and by up to a fifth more or less, so that what failed together is not tried together.
func backoff(attempts int, draw float64) time.Duration {
	pause := min(30*time.Second<<max(attempts-1, 0), time.Hour)
	return pause + time.Duration((draw*2-1)*0.2*float64(pause))
}
