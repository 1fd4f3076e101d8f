package driver

import (
	"context"

	"ohmstead/field/document"
)

// Teller is the Output of a device that is told things in messages, whatever carries them.
type Teller struct {
	Plan *document.Plan
	// Tell carries out messages, one after the other.
	Tell func(ctx context.Context, messages []document.Message) error
}

// Set implements Output.
func (t Teller) Set(ctx context.Context, group int, values []float64) error {
	messages, err := t.Plan.Encode(group, values[0])
	return t.tell(ctx, messages, err)
}

// Release implements Output.
func (t Teller) Release(ctx context.Context, group int) error {
	messages, err := t.Plan.Release(group)
	return t.tell(ctx, messages, err)
}

// Beat implements Output. No watchdog of a document has a beat of its own.
func (Teller) Beat(context.Context, uint16) error { return nil }

// Disarm implements Output.
func (t Teller) Disarm(ctx context.Context) error {
	messages, err := t.Plan.Disarm()
	return t.tell(ctx, messages, err)
}

// tell carries out messages, unless they could not be made.
func (t Teller) tell(ctx context.Context, messages []document.Message, unfit error) error {
	if unfit != nil {
		return &Refusal{Err: unfit}
	}
	return t.Tell(ctx, messages)
}
