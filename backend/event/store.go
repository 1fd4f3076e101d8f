package event

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Key is the key of an alarm.
func (e Event) Key() Key {
	return Key{Site: e.Site, Code: e.Code, Asset: e.Asset, Device: e.Device, Rule: e.Rule}
}

// Filter selects events; the zero Filter selects all of the scope.
type Filter struct {
	Site     *uuid.UUID
	Kind     Kind // "" for all
	OpenOnly bool // alarms that have not cleared
	// Severity, Code, Asset and Device narrow further; "" for all.
	Severity Severity
	Code     reason.Code
	Asset    string
	Device   string
	// Unacknowledged leaves what nobody has acknowledged. Shelved leaves what is put aside, or with
	// false what is not; nil for both.
	Unacknowledged bool
	Shelved        *bool
	From, To       time.Time
	Cursor         string // of the page before, "" for the first
	Limit          int    // 1 to 500; 0 means 100
}

// Store keeps events.
type Store interface {
	// Raise stores an event and reports whether it is new: an alarm whose key is open already, or an
	// event with an ID that is stored, is not. A zero ID is replaced by a new one. While the alarm of the
	// key before it is put aside, it is too.
	Raise(ctx context.Context, scope identity.Scope, e Event) (bool, error)
	// Clear ends the open alarm with this key and reports whether there was one; that there was none is no
	// error.
	Clear(ctx context.Context, scope identity.Scope, key Key, at time.Time) (bool, error)
	// List is a page of events, newest first, those of one instant in the order they came, and the cursor of the page after it, "" on the last.
	List(ctx context.Context, scope identity.Scope, f Filter) (events []Event, next string, err error)
}
