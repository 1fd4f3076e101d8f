package bus_test

import (
	"testing"

	"go.uber.org/goleak"

	"ohmstead/internal/leaktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }
