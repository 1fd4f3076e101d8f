package profile_test

import (
	"testing"

	"ohmstead/field/profile"
)

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := profile.Load(); err != nil {
			b.Fatal(err)
		}
	}
}
