package outbox

// Tail is the position of the newest message, for tests that read to the end.
func (o *Outbox) Tail() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.tail
}
