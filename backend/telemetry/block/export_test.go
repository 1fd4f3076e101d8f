package block

// Sum is the checksum of a packed body.
func Sum(body []byte) uint32 { return sum(body) }
