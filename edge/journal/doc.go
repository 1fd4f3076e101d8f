// Package journal keeps what an edge must not forget over a crash: latched faults and latches,
// overrides, the limits and the plan it accepted last, which commands it has executed. It is an
// append-only file of records, each checksummed and on disk before Put returns; a reader takes all
// records up to the first that is not whole, so a power failure in the middle of a write loses that
// record and nothing before it.
//
// A record has a key; the newest of a key counts, and an empty value forgets it. When the file has
// grown to several times what counts it is written anew beside itself and renamed.
//
// The journal knows nothing of what the values mean, and nothing of time.
//
//	j, err := journal.Open(filepath.Join(dir, "journal"))
//	err = j.Put("limits", data) // on disk when it returns
//	data, ok := j.Get("limits")
package journal
