package retention_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/retention"
	"ohmstead/energy/reason"
)

var (
	start = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	quiet = slog.New(slog.DiscardHandler)
)

type fixed map[int32]int

func (f fixed) SampleQuotas(context.Context) (map[int32]int, error) { return f, nil }

// running is a meter that has read its quotas.
func running(t *testing.T, quotas fixed) *retention.Meter {
	t.Helper()
	m := retention.NewMeter(quotas, quiet)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- m.Run(ctx) }()
	synctest.Wait()
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMeter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := running(t, fixed{1: 100})
		for _, step := range []struct {
			what    string
			tenant  int32
			samples int
			after   time.Duration
			want    time.Duration
		}{
			{"a tenant without a quota", 2, 1_000_000, 0, 0},
			{"all of ten seconds at once", 1, 1000, 0, 0},
			{"half a second's more", 1, 50, 0, 500 * time.Millisecond},
			{"nothing, a quarter of a second later", 1, 0, 250 * time.Millisecond, 250 * time.Millisecond},
			{"nothing, when the time is up", 1, 0, 500 * time.Millisecond, 0},
			{"a clock that was set back gives nothing", 1, 100, -time.Hour, time.Second},
			{"an hour's rest fills ten seconds and no more", 1, 1001, time.Hour, 10 * time.Millisecond},
			{"a flood is not answered with more than a minute", 1, 1_000_000, time.Hour, time.Minute},
		} {
			if got := m.Spend(step.tenant, step.samples, start.Add(step.after)); got != step.want {
				t.Errorf("%s: wait %s, want %s", step.what, got, step.want)
			}
		}
	})
}

func TestService_OnlyForTheWholeTenant(t *testing.T) {
	service := retention.NewService(nil)
	part := identity.Scope{Tenant: 1, Sites: []int32{4}}
	if _, err := service.Get(t.Context(), part); !errors.Is(err, reason.New(reason.BeyondOwnRights, nil)) {
		t.Errorf("reading: %v", err)
	}
	if _, err := service.Set(t.Context(), part, retention.Policy{}); !errors.Is(err, reason.New(reason.BeyondOwnRights, nil)) {
		t.Errorf("setting: %v", err)
	}
}

// heap is a store of two tenants, the first of which fails once.
type heap struct {
	mu           sync.Mutex
	left, cycles map[int32]int64
	fails        int
}

func (h *heap) all() map[int32]int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.left)
}

func (h *heap) cyclesOf(tenant int32) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.cycles[tenant]
}

func (h *heap) Tenants(context.Context) ([]identity.Tenant, error) {
	return []identity.Tenant{{Key: 1}, {Key: 2}}, nil
}

func (h *heap) DropExpired(_ context.Context, tenant int32, limit int) (int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if tenant == 1 && h.fails == 0 {
		h.fails++
		return 0, errors.New("the database is away")
	}
	n := min(h.left[tenant], int64(limit))
	h.left[tenant] -= n
	return n, nil
}

func (h *heap) DropCycles(_ context.Context, tenant int32, limit int) (int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := min(h.cycles[tenant], int64(limit))
	h.cycles[tenant] -= n
	return n, nil
}

func TestKeeping_OneTenantsFaultIsNotAnothers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &heap{left: map[int32]int64{1: 12_000, 2: 12_000}, cycles: map[int32]int64{1: 12_000}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- retention.NewKeeping(h, quiet).Run(ctx) }()
		synctest.Wait()
		if left := h.all(); left[2] != 0 || left[1] != 12_000 || h.cyclesOf(1) != 0 {
			t.Errorf("after the first round %v are left", left)
		}
		time.Sleep(7 * time.Hour)
		cancel()
		if err := <-done; err != nil || h.all()[1] != 0 {
			t.Errorf("after the second round %v are left, %v", h.all(), err)
		}
	})
}
