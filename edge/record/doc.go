// Package record is the edge's flight recorder: what every cycle was given, on disk in segments of
// bounded size, and the same cycles once more from there. It owns the format of a segment: a header
// with the site file, an imprint of what the cycle carries over, then a turn for each cycle with what
// was asked of it and every reading that changed, by its bits. It refuses to hold up the cycle: what
// its buffer cannot take is dropped, counted, and ends the segment.
//
//	recorder := record.New(config, header)
//	loop.Record(recorder)
//	running.Start("recorder", recorder.Run)
//
//	segments, err := record.Find(path)
//	end, err := segments[0].Play(func(t *record.Turn) error { … })
package record
