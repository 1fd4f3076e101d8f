package face

import (
	"sync"
	"time"

	"ohmstead/sim/plant"
)

// Live is a plant that several twins share: it moves with the clock whenever someone looks.
type Live struct {
	clock func() time.Time
	mu    sync.Mutex
	plant *plant.Plant
	moved []func(p *plant.Plant, now time.Time)
}

// NewLive is p, moved on by the clock.
func NewLive(p *plant.Plant, clock func() time.Time) *Live {
	return &Live{clock: clock, plant: p}
}

// Truth is the plant's state now, exact and of one instant.
func (w *Live) Truth() plant.Truth {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.clock()
	for _, move := range w.moved {
		move(w.plant, now)
	}
	w.plant.Step(now)
	return w.plant.Truth()
}

// follow has a device move the plant by itself whenever time has passed. Move must not look at the plant
// through w.
func (w *Live) follow(move func(p *plant.Plant, now time.Time)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.moved = append(w.moved, move)
}

// write carries out what a register write asks of the plant.
func (w *Live) write(order func(p *plant.Plant, now time.Time)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	order(w.plant, w.clock())
}
