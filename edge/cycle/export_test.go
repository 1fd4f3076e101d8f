package cycle

import "time"

// Began is when Run began, to which deadlines are counted.
func (l *Loop) Began() time.Time { return l.began }
