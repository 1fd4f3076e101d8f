package postgres_test

import (
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"

	"ohmstead/backend/balancegroup"
	"ohmstead/backend/identity"
	"ohmstead/energy/ledger"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// bookkeeper posts in a world, on a clock of its own: quarter hours since start.
type bookkeeper struct {
	*world
	*balancegroup.Service
	start time.Time
	now   int
}

func newBookkeeper(t testing.TB) *bookkeeper {
	w := newWorld(t)
	return &bookkeeper{world: w, Service: balancegroup.NewService(w.DB), start: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
}

func (k *bookkeeper) at(slots int) time.Time {
	return k.start.Add(time.Duration(slots) * slot.QuarterHour)
}

func (k *bookkeeper) span(from, to int) slot.Interval {
	return slot.Interval{From: k.at(from), To: k.at(to)}
}

func (k *bookkeeper) group(superior *uuid.UUID) uuid.UUID {
	k.t.Helper()
	g, err := k.Add(k.t.Context(), k.scope, balancegroup.Group{ID: uuid.New(), Superior: superior, Draft: balancegroup.Draft{Name: "Group " + uuid.NewString(), Kind: "AGGREGATE", From: k.at(0)}}, k.at(k.now))
	if err != nil {
		k.t.Fatal(err)
	}
	return g.ID
}

func (k *bookkeeper) move(source, destination uuid.UUID, period slot.Interval, energy int64) balancegroup.Transaction {
	k.t.Helper()
	t, err := k.Move(k.t.Context(), k.scope, balancegroup.Transaction{ID: uuid.New(), Noted: k.at(k.now), Transfer: balancegroup.Transfer{
		Name: "Move", Source: source, Destination: destination, Period: period, EnergyJ: energy,
	}})
	if err != nil {
		k.t.Fatal(err)
	}
	return t
}

func (k *bookkeeper) finalise(id uuid.UUID) {
	k.t.Helper()
	if _, err := k.Finalise(k.t.Context(), k.scope, id, k.at(k.now)); err != nil {
		k.t.Fatal(err)
	}
}

func (k *bookkeeper) close(group uuid.UUID, span slot.Interval) (balancegroup.Seal, error) {
	return k.Close(k.t.Context(), k.scope, balancegroup.Seal{ID: uuid.New(), Group: group, Span: span, At: k.at(k.now)})
}

// fillLedger puts a row into every table of the ledger.
func (w *world) fillLedger() {
	w.t.Helper()
	k := &bookkeeper{world: w, Service: balancegroup.NewService(w.DB), start: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), now: 10}
	pv, err := k.Add(w.t.Context(), w.scope, balancegroup.Group{ID: uuid.New(), Draft: balancegroup.Draft{Name: "Roof", Kind: "SOURCE", Site: &w.site.ID, From: k.start}}, k.start)
	if err != nil {
		w.t.Fatal(err)
	}
	flat := k.group(nil)
	k.finalise(k.move(pv.ID, flat, k.span(0, 1), 100).ID)
	if _, err := k.close(pv.ID, k.span(0, 1)); err != nil {
		w.t.Fatal(err)
	}
	k.move(pv.ID, flat, k.span(0, 2), 100)
}

// What the service lets through as much as what it does not: the database refuses every wrong state by itself,
// to its owner too.
func TestLedger_TheDatabaseRefusesWhatIsWrong(t *testing.T) {
	k := newBookkeeper(t)
	k.now = 100
	root := k.group(nil)
	pv, flat := k.group(&root), k.group(&root)
	moved, sealed := k.move(pv, flat, k.span(4, 8), 1000), k.move(pv, flat, k.span(0, 1), 7)
	k.finalise(sealed.ID)
	if _, err := k.close(pv, k.span(0, 1)); err != nil {
		t.Fatal(err)
	}
	late := k.move(pv, flat, k.span(0, 1), 5)
	insert := `INSERT INTO energy_transactions (tenant_id, id, name, source_id, destination_id, starts_at, ends_at, energy_j, noted_at, noted_by) VALUES ($T, '00000000-0000-0000-0000-00000000000a', 'x', '` + pv.String() + `', '` + flat.String() + `', `
	posting := `; INSERT INTO energy_postings (tenant_id, transaction_id, slot_from, group_id, energy_j) VALUES ($T, '00000000-0000-0000-0000-00000000000a', `
	rule := `INSERT INTO balance_group_rules (tenant_id, id, group_id, number, superior_id, valid_from, noted_at, noted_by) VALUES ($T, gen_random_uuid(), `
	tests := map[string]struct{ sql, want string }{
		"a posting is changed":                      {"UPDATE energy_postings SET energy_j = energy_j + 1", "energy_postings_append_only"},
		"a posting is deleted":                      {"DELETE FROM energy_postings", "energy_postings_append_only"},
		"all postings are deleted":                  {"TRUNCATE energy_postings", "energy_postings_append_only"},
		"a seal is changed":                         {"UPDATE balance_seals SET sealed_by = 'nobody'", "balance_seals_append_only"},
		"a seal is broken":                          {"DELETE FROM balance_seals", "balance_seals_append_only"},
		"a transaction is changed":                  {"UPDATE energy_transactions SET energy_j = 1", "energy_transactions_kept"},
		"a transaction is deleted":                  {"DELETE FROM energy_transactions WHERE id = '" + moved.ID.String() + "'", "energy_transactions_kept"},
		"what is final becomes provisional":         {"UPDATE energy_transactions SET status = 'PROVISIONAL', finalised_at = NULL, finalised_by = NULL WHERE status = 'FINAL'", "energy_transactions_kept"},
		"a case is emptied":                         {"UPDATE balance_disputes SET energy_j = 0", "balance_disputes_kept"},
		"one side alone is posted":                  {insert + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 5, now(), 'x')" + posting + "'2026-06-01 02:00Z', '" + flat.String() + "', 5)", "energy_postings_zero"},
		"both sides do not come to zero":            {insert + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 5, now(), 'x')" + posting + "'2026-06-01 02:00Z', '" + flat.String() + "', 5)" + posting + "'2026-06-01 02:00Z', '" + pv.String() + "', -4)", "energy_postings_zero"},
		"nothing is posted of it":                   {insert + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 5, now(), 'x')", "energy_transactions_whole"},
		"less is posted of it":                      {insert + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 5, now(), 'x')" + posting + "'2026-06-01 02:00Z', '" + flat.String() + "', 4)" + posting + "'2026-06-01 02:00Z', '" + pv.String() + "', -4)", "energy_transactions_whole"},
		"the source receives":                       {insert + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 5, now(), 'x')" + posting + "'2026-06-01 02:00Z', '" + pv.String() + "', 5)", "energy_postings_of_transaction"},
		"a third group is posted to":                {insert + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 5, now(), 'x')" + posting + "'2026-06-01 02:00Z', '" + root.String() + "', 5)", "energy_postings_of_transaction"},
		"it is posted outside its period":           {insert + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 5, now(), 'x')" + posting + "'2026-06-01 02:15Z', '" + flat.String() + "', 5)", "energy_postings_of_transaction"},
		"it is posted into a sealed quarter hour":   {insert + "'2026-06-01 00:00Z', '2026-06-01 00:15Z', 5, now(), 'x')" + posting + "'2026-06-01 00:00Z', '" + pv.String() + "', -5)", "energy_postings_not_sealed"},
		"it is posted before the group begins":      {insert + "'2026-05-31 23:45Z', '2026-06-01 00:00Z', 5, now(), 'x')" + posting + "'2026-05-31 23:45Z', '" + flat.String() + "', 5)", "energy_postings_while_valid"},
		"a case is made where nothing is sealed":    {"INSERT INTO balance_disputes (tenant_id, id, transaction_id, slot_from, group_id, seal_id, energy_j, noted_at) SELECT tenant_id, gen_random_uuid(), '" + moved.ID.String() + "', '2026-06-01 01:00Z', '" + flat.String() + "', id, 250, now() FROM balance_seals", "balance_disputes_sealed"},
		"what is a case is posted too":              {"INSERT INTO energy_postings (tenant_id, transaction_id, slot_from, group_id, energy_j) VALUES ($T, '" + late.ID.String() + "', '2026-06-01 00:00Z', '" + flat.String() + "', 5)", "energy_postings_zero"},
		"more than zero is not moved":               {insert + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 0, now(), 'x')", "energy_transactions_energy_j_check"},
		"something is moved to itself":              {strings.Replace(insert, flat.String(), pv.String(), 1) + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 5, now(), 'x')", "energy_transactions_check2"},
		"a seal lies over provisional postings":     {"INSERT INTO balance_seals VALUES ($T, gen_random_uuid(), '" + pv.String() + "', '2026-06-01 01:00Z', '2026-06-01 02:00Z', 4, balance_hash($T, '" + pv.String() + "', tstzrange('2026-06-01 01:00Z', '2026-06-01 02:00Z')), now(), 'x')", "balance_seals_final"},
		"a seal has another hash":                   {"INSERT INTO balance_seals VALUES ($T, gen_random_uuid(), '" + flat.String() + "', '2026-06-01 00:00Z', '2026-06-01 00:15Z', 1, sha256('x'), now(), 'x')", "balance_seals_hash"},
		"a seal lies over another":                  {"INSERT INTO balance_seals VALUES ($T, gen_random_uuid(), '" + pv.String() + "', '2026-06-01 00:00Z', '2026-06-01 00:30Z', 1, balance_hash($T, '" + pv.String() + "', tstzrange('2026-06-01 00:00Z', '2026-06-01 00:30Z')), now(), 'x')", "balance_seals_once"},
		"a quarter hour that is not over is sealed": {"INSERT INTO balance_seals VALUES ($T, gen_random_uuid(), '" + flat.String() + "', '2026-06-01 00:00Z', '2026-06-01 00:15Z', 1, balance_hash($T, '" + flat.String() + "', tstzrange('2026-06-01 00:00Z', '2026-06-01 00:15Z')), '2026-06-01 00:14Z', 'x')", "balance_seals_check1"},
		"a rule begins in the past":                 {"UPDATE balance_group_rules SET valid_to = '2026-06-01 03:00Z' WHERE group_id = '" + pv.String() + "'; " + rule + "'" + pv.String() + "', 2, NULL, '2026-06-01 03:00Z', '2026-06-01 03:00Z', 'x')", "balance_group_rules_not_retroactive"},
		"two rules hold at once":                    {rule + "'" + pv.String() + "', 2, NULL, '2026-06-03 03:00Z', '2026-06-01 03:00Z', 'x')", "balance_group_rules_one_at_a_time"},
		"a rule is taken back":                      {"DELETE FROM balance_group_rules", "balance_group_rules_kept"},
		"a rule is changed":                         {"UPDATE balance_group_rules SET superior_id = NULL", "balance_group_rules_kept"},
		"a group settles to itself":                 {"UPDATE balance_group_rules SET valid_to = '2026-06-03 03:00Z' WHERE group_id = '" + pv.String() + "'; " + rule + "'" + pv.String() + "', 2, '" + pv.String() + "', '2026-06-03 03:00Z', '2026-06-01 03:00Z', 'x')", "balance_group_rules_not_itself"},
		"a group settles to what lies below it":     {"UPDATE balance_group_rules SET valid_to = '2026-06-03 03:00Z' WHERE group_id = '" + root.String() + "'; " + rule + "'" + root.String() + "', 2, '" + pv.String() + "', '2026-06-03 03:00Z', '2026-06-01 03:00Z', 'x')", "balance_group_rules_no_circle"},
		"a superior ends before the group below":    {"UPDATE balance_groups SET valid_to = '2026-07-01' WHERE id = '" + root.String() + "'", "balance_group_rules_nested"},
		"a group ends before what is posted to it":  {"UPDATE balance_groups SET valid_to = '2026-06-01 01:00Z' WHERE id = '" + flat.String() + "'", "balance_groups_postings_inside"},
		"a group begins inside a quarter hour":      {"UPDATE balance_groups SET valid_to = '2026-07-01 00:07Z' WHERE id = '" + flat.String() + "'", "balance_groups_check"},
		"an asset of another site is accounted for": {"UPDATE balance_groups SET site_id = (SELECT site_id FROM sites WHERE tenant_id = $T LIMIT 1), asset_id = gen_random_uuid() WHERE id = '" + flat.String() + "'", "balance_groups_tenant_id_site_id_asset_id_fkey"},
		"an asset of no site is accounted for":      {"UPDATE balance_groups SET asset_id = gen_random_uuid() WHERE id = '" + flat.String() + "'", "balance_groups_check1"},
		"an asset has two groups at once":           {"UPDATE balance_groups SET site_id = a.site_id, asset_id = a.id FROM assets a WHERE a.tenant_id = $T AND a.key = 'pv0' AND balance_groups.id IN ('" + flat.String() + "', '" + pv.String() + "')", "balance_groups_one_of_an_asset"},
		"a reversal takes back something else":      {strings.Replace(insert, "noted_by)", "noted_by, reverses_id)", 1) + "'2026-06-01 02:00Z', '2026-06-01 02:15Z', 5, now(), 'x', '" + moved.ID.String() + "')" + posting + "'2026-06-01 02:00Z', '" + flat.String() + "', 5)" + posting + "'2026-06-01 02:00Z', '" + pv.String() + "', -5)", "energy_transactions_reversal"},
	}
	tenant := func(sql string) string { return strings.ReplaceAll(sql, "$T", strconv.Itoa(int(k.tenant.Key))) }
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := k.super.Exec(t.Context(), tenant("BEGIN; "+tt.sql+"; COMMIT"))
			if pg := new(pgconn.PgError); !errors.As(err, &pg) || pg.ConstraintName != tt.want {
				t.Errorf("%v (%s), want %s", err, constraintOf(err), tt.want)
			}
			if _, err := k.super.Exec(t.Context(), "ROLLBACK"); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func constraintOf(err error) string {
	if pg := new(pgconn.PgError); errors.As(err, &pg) {
		return pg.ConstraintName
	}
	return ""
}

// book is what a bookkeeper did, kept in plain lists: what the database is held against.
type book struct {
	groups   []uuid.UUID
	rules    []ledger.Rule
	entries  []booked
	sealed   map[uuid.UUID]map[time.Time]bool
	disputed int64 // entries that became cases
}

type booked struct {
	ledger.Entry
	transaction uuid.UUID
}

// superior is the group that one settles to at an instant.
func (b *book) superior(group uuid.UUID, at time.Time) uuid.UUID {
	for _, r := range b.rules {
		if r.Group == ledger.ID(group) && !at.Before(r.Valid.From) && (r.Valid.To.IsZero() || at.Before(r.Valid.To)) {
			return uuid.UUID(r.Superior)
		}
	}
	return uuid.Nil
}

// balance is what was posted at an instant to a group, and to all below it; nil where nothing was.
func (b *book) balance(group uuid.UUID, at time.Time) (own, children *int64) {
	add := func(to **int64, j int64) {
		if *to == nil {
			*to = new(int64)
		}
		**to += j
	}
	for _, e := range b.entries {
		if !e.Slot.Equal(at) {
			continue
		}
		if uuid.UUID(e.Group) == group {
			add(&own, e.EnergyJ)
			continue
		}
		for up := b.superior(uuid.UUID(e.Group), at); up != uuid.Nil; up = b.superior(up, at) {
			if up == group {
				add(&children, e.EnergyJ)
			}
		}
	}
	return own, children
}

func sum(parts ...*int64) *int64 {
	var out *int64
	for _, p := range parts {
		if p != nil {
			if out == nil {
				out = new(int64)
			}
			*out += *p
		}
	}
	return out
}

func alike(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

const drawnSlots = 24

// Whatever is posted, taken back, finalised, sealed and moved in the tree: the balance of each group in each
// quarter hour is what its entries come to, its own and those below it by the rules of that quarter hour; all
// groups together come to zero; the total of a group is its own and the totals of those right below; and a seal
// hashes the same when everything is read again.
func TestLedger_BalancesAreWhatWasPosted(t *testing.T) {
	k := newBookkeeper(t)
	rapid.Check(t, func(rt *rapid.T) {
		k.now = 0
		b := k.drawBook(rt)
		totals := map[int]map[uuid.UUID]*int64{}
		for _, g := range b.groups {
			balance, err := k.Balance(t.Context(), k.scope, g, k.span(0, drawnSlots))
			if err != nil || len(balance.Quarters) != drawnSlots {
				rt.Fatalf("%d quarter hours, %v", len(balance.Quarters), err)
			}
			for n, q := range balance.Quarters {
				own, children := b.balance(g, k.at(n))
				if !q.Slot.Equal(k.at(n)) || !alike(q.OwnJ, own) || !alike(q.ChildrenJ, children) || !alike(q.TotalJ, sum(own, children)) || (q.Status == "") != (q.TotalJ == nil) || q.Sealed != b.sealed[g][q.Slot] {
					rt.Fatalf("%v is %+v, want own %v and children %v, sealed %v", g, q, own, children, b.sealed[g][q.Slot])
				}
				if totals[n] == nil {
					totals[n] = map[uuid.UUID]*int64{}
				}
				totals[n][g] = q.TotalJ
			}
		}
		for n, each := range totals {
			var all int64
			for g, total := range each {
				parts := []*int64{}
				own, _ := b.balance(g, k.at(n))
				for child := range maps.Keys(each) {
					if b.superior(child, k.at(n)) == g {
						parts = append(parts, each[child])
					}
				}
				if !alike(total, sum(append(parts, own)...)) {
					rt.Fatalf("in quarter hour %d the total of %v is not its own and that of those right below", n, g)
				}
				if own != nil {
					all += *own
				}
			}
			if all != 0 {
				rt.Fatalf("in quarter hour %d all groups come to %d", n, all)
			}
		}
		k.checkSeals(rt, b)
	})
}

// drawBook does a number of things in an order that is drawn, and keeps a book of them.
func (k *bookkeeper) drawBook(rt *rapid.T) *book {
	b := &book{sealed: map[uuid.UUID]map[time.Time]bool{}}
	for range rapid.IntRange(2, 4).Draw(rt, "groups") {
		g := k.group(nil)
		b.groups = append(b.groups, g)
		b.sealed[g] = map[time.Time]bool{}
		b.rules = append(b.rules, ledger.Rule{Group: ledger.ID(g), Valid: ledger.Validity{From: k.at(0)}})
	}
	var moved []balancegroup.Transaction
	for range rapid.IntRange(1, 12).Draw(rt, "steps") {
		k.now++
		switch rapid.IntRange(0, 5).Draw(rt, "step") {
		case 0:
			k.drawRule(rt, b)
		case 1:
			k.drawSeal(rt, b)
		case 2:
			if len(moved) > 0 {
				k.finalise(rapid.SampledFrom(moved).Draw(rt, "finalised").ID)
			}
		case 3:
			if len(moved) > 0 {
				was := rapid.SampledFrom(moved).Draw(rt, "reversed")
				back, err := k.Reverse(k.t.Context(), k.scope, balancegroup.Reversal{ID: uuid.New(), Of: was.ID, Now: k.at(k.now)})
				if err == nil {
					k.book(b, back)
				} else if !errors.Is(err, reason.New(reason.InvalidBalanceGroupStatus, nil)) {
					rt.Fatal(err)
				}
			}
		default:
			two := rapid.Permutation(b.groups).Draw(rt, "between")
			from := rapid.IntRange(0, (drawnSlots-1)*900).Draw(rt, "from")
			to := rapid.IntRange(from+1, min(drawnSlots*900, from+5000)).Draw(rt, "to")
			period := slot.Interval{From: k.start.Add(time.Duration(from) * time.Second), To: k.start.Add(time.Duration(to) * time.Second)}
			t := k.move(two[0], two[1], period, rapid.Int64Range(1, 10_000).Draw(rt, "energy"))
			k.book(b, t)
			moved = append(moved, t)
		}
	}
	return b
}

// book notes what a transaction comes to: nothing where one of both groups is sealed.
func (k *bookkeeper) book(b *book, t balancegroup.Transaction) {
	k.t.Helper()
	entries, err := ledger.Post("t", ledger.Transfer{Source: ledger.ID(t.Source), Destination: ledger.ID(t.Destination), Period: t.Period, EnergyJ: t.EnergyJ})
	if err != nil {
		k.t.Fatal(err)
	}
	for _, e := range entries {
		if b.sealed[t.Source][e.Slot] || b.sealed[t.Destination][e.Slot] {
			b.disputed++
			continue
		}
		b.entries = append(b.entries, booked{e, t.ID})
	}
}

func (k *bookkeeper) drawRule(rt *rapid.T, b *book) {
	group, from := rapid.SampledFrom(b.groups).Draw(rt, "group"), k.at(rapid.IntRange(0, drawnSlots).Draw(rt, "rule from"))
	r := balancegroup.Rule{Group: group, From: from, Noted: k.at(k.now)}
	if superior := rapid.SampledFrom(append(slices.Clone(b.groups), uuid.Nil)).Draw(rt, "superior"); superior != uuid.Nil {
		r.Superior = &superior
	}
	made, err := k.Settle(k.t.Context(), k.scope, r)
	if errors.Is(err, reason.New(reason.InvalidSettlementRule, nil)) {
		return
	}
	if err != nil {
		rt.Fatal(err)
	}
	if slices.ContainsFunc(b.rules, func(o ledger.Rule) bool { return o.Group == ledger.ID(group) && o.Valid.From.Equal(from) }) {
		return // the same again
	}
	if !from.After(k.at(k.now)) {
		rt.Fatalf("a rule of the past was taken: %+v", made)
	}
	for i, o := range b.rules {
		if o.Group == ledger.ID(group) && o.Valid.To.IsZero() {
			b.rules[i].Valid.To = from
		}
	}
	rule := ledger.Rule{Group: ledger.ID(group), Valid: ledger.Validity{From: from}}
	if r.Superior != nil {
		rule.Superior = ledger.ID(*r.Superior)
	}
	b.rules = append(b.rules, rule)
}

func (k *bookkeeper) drawSeal(rt *rapid.T, b *book) {
	group, from := rapid.SampledFrom(b.groups).Draw(rt, "sealed"), rapid.IntRange(0, drawnSlots-1).Draw(rt, "seal from")
	span := k.span(from, rapid.IntRange(from+1, drawnSlots).Draw(rt, "seal to"))
	k.now += drawnSlots // they are over
	seal, err := k.close(group, span)
	k.now -= drawnSlots
	if errors.Is(err, reason.New(reason.InvalidBalanceGroupStatus, nil)) {
		return
	}
	if err != nil {
		rt.Fatal(err)
	}
	for s := range seal.Span.Split(slot.QuarterHour) {
		b.sealed[group][s.From] = true
	}
}

// checkSeals replays what lies under each seal.
func (k *bookkeeper) checkSeals(rt *rapid.T, b *book) {
	var disputes int64
	for _, g := range b.groups {
		seals, err := k.DB.BalanceSeals(k.t.Context(), k.scope, balancegroup.SealFilter{Group: g, Page: balancegroup.Page{Limit: 100}})
		if err != nil {
			rt.Fatal(err)
		}
		for _, s := range seals {
			var posted []ledger.Posted
			for _, e := range b.entries {
				if uuid.UUID(e.Group) == g && s.Span.Contains(e.Slot) {
					posted = append(posted, ledger.Posted{Slot: e.Slot, Transaction: ledger.ID(e.transaction), EnergyJ: e.EnergyJ})
				}
			}
			if hash := ledger.Hash(ledger.ID(g), s.Span, posted); hex.EncodeToString(hash[:]) != hex.EncodeToString(s.Hash) || s.Postings != len(posted) {
				rt.Fatalf("the seal %+v is not that of %v", s, posted)
			}
		}
		cases, err := k.DB.BalanceDisputes(k.t.Context(), k.scope, balancegroup.DisputeFilter{Group: g, Open: true, Page: balancegroup.Page{Limit: 1000}})
		if err != nil {
			rt.Fatal(err)
		}
		disputes += int64(len(cases))
	}
	if disputes != b.disputed {
		rt.Fatalf("%d cases, want %d", disputes, b.disputed)
	}
}

// Whoever comes first, a posting never lies under a seal that does not hash it.
func TestLedger_SealsAndPostingsAtOnce(t *testing.T) {
	k := newBookkeeper(t)
	k.now = 10
	pv, flat := k.group(nil), k.group(nil)
	for n := range 8 {
		k.finalise(k.move(pv, flat, k.span(n, n+1), 10).ID)
		var at sync.WaitGroup
		var sealing, moving error
		at.Go(func() { _, sealing = k.close(pv, k.span(n, n+1)) })
		at.Go(func() {
			_, moving = k.Move(t.Context(), k.scope, balancegroup.Transaction{ID: uuid.New(), Noted: k.at(10), Transfer: balancegroup.Transfer{Name: "Late", Source: pv, Destination: flat, Period: k.span(n, n+1), EnergyJ: 5}})
		})
		at.Wait()
		if moving != nil || sealing != nil && !errors.Is(sealing, reason.New(reason.InvalidBalanceGroupStatus, nil)) {
			t.Fatalf("%v, %v", moving, sealing)
		}
		balance, err := k.Balance(t.Context(), k.scope, pv, k.span(n, n+1))
		if err != nil {
			t.Fatal(err)
		}
		want := int64(-15)
		if sealing == nil {
			want = -10 // and a case for each
		}
		if q := balance.Quarters[0]; q.Sealed != (sealing == nil) || *q.OwnJ != want {
			t.Errorf("sealed %v: %d", q.Sealed, *q.OwnJ)
		}
	}
}

// Who is bound to sites sees none of the ledger, not even the groups of those sites, and changes nothing of it.
func TestLedger_IsOfTheWholeTenant(t *testing.T) {
	k := newBookkeeper(t)
	k.fillLedger()
	bound := identity.Scope{Tenant: k.tenant.Key, Sites: []int32{k.site.Key}}
	for _, table := range []string{"balance_groups", "balance_group_rules", "energy_transactions", "energy_postings", "balance_seals", "balance_disputes"} {
		if touched, err := attempt(t, k.world, bound, "SELECT FROM "+table); err != nil || touched != 0 {
			t.Errorf("%s shows %d rows, %v", table, touched, err)
		}
	}
	_, err := k.Add(t.Context(), bound, balancegroup.Group{ID: uuid.New(), Draft: balancegroup.Draft{Name: "Mine", Kind: "SOURCE", Site: &k.site.ID, From: k.at(0)}}, k.at(0))
	if !errors.Is(err, reason.New(reason.Forbidden, nil)) {
		t.Errorf("a group is made: %v", err)
	}
}

// Two changes that make a circle only together: one of them is refused.
func TestLedger_TwoRulesMakeNoCircleTogether(t *testing.T) {
	k := newBookkeeper(t)
	for range 5 {
		a, b := k.group(nil), k.group(nil)
		var at sync.WaitGroup
		var first, second error
		at.Go(func() {
			_, first = k.Settle(t.Context(), k.scope, balancegroup.Rule{Group: a, Superior: &b, From: k.at(5), Noted: k.at(1)})
		})
		at.Go(func() {
			_, second = k.Settle(t.Context(), k.scope, balancegroup.Rule{Group: b, Superior: &a, From: k.at(6), Noted: k.at(1)})
		})
		at.Wait()
		if (first == nil) == (second == nil) || !errors.Is(errors.Join(first, second), reason.New(reason.InvalidSettlementRule, nil)) {
			t.Errorf("%v, %v", first, second)
		}
	}
}
