package modbus

// queue is a list of calls in order of arrival; removal from its middle costs as little as from
// its ends, so an abandoned call can be reused at once.
type queue struct {
	head, tail *call
	n          int
}

func (q *queue) push(k *call) {
	k.prev, k.next = q.tail, nil
	if q.tail == nil {
		q.head = k
	} else {
		q.tail.next = k
	}
	q.tail = k
	q.n++
}

func (q *queue) remove(k *call) {
	if k.prev == nil {
		q.head = k.next
	} else {
		k.prev.next = k.next
	}
	if k.next == nil {
		q.tail = k.prev
	} else {
		k.next.prev = k.prev
	}
	k.prev, k.next = nil, nil
	q.n--
}

func (q *queue) pop() *call {
	k := q.head
	if k != nil {
		q.remove(k)
	}
	return k
}
