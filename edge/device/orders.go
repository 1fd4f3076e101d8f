package device

import (
	"sync"
	"time"

	"ohmstead/edge/image"
)

// Order is what a driver is to bring about on one set-point channel, in the channel's canonical
// unit and sign.
type Order struct {
	Value float64
	// Issued is when the cycle last confirmed the order; it holds until Expires. A driver that
	// finds it expired stops renewing it, so that the device's own watchdog makes it safe.
	Issued, Expires time.Time
	// Safe marks an order to the asset's safe state: it is written even while the device's
	// circuit breaker is open.
	Safe bool
}

// Orders is where the cycle leaves set-points for the drivers: one place per channel of the
// layout, the newest order wins. It is safe for concurrent use.
type Orders struct {
	mu      sync.Mutex
	orders  []Order
	changed chan struct{}
}

// NewOrders is a set of orders in which nothing is ordered.
func NewOrders(layout *image.Layout) *Orders {
	return &Orders{orders: make([]Order, layout.Len()), changed: make(chan struct{})}
}

// Put leaves an order. It wakes waiting drivers only when the value changed.
func (o *Orders) Put(h image.Handle, order Order) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if h < 0 || int(h) >= len(o.orders) {
		return
	}
	before := o.orders[h]
	o.orders[h] = order
	if before.Issued.IsZero() || before.Value != order.Value || before.Safe != order.Safe {
		close(o.changed)
		o.changed = make(chan struct{})
	}
}

// At is the order at h; false where none was ever left or it has expired at now.
func (o *Orders) At(h image.Handle, now time.Time) (Order, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if h < 0 || int(h) >= len(o.orders) {
		return Order{}, false
	}
	order := o.orders[h]
	return order, !order.Issued.IsZero() && now.Before(order.Expires)
}

// Changed is closed when any order changes after the call.
func (o *Orders) Changed() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.changed
}
