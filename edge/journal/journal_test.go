package journal_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/journal"
)

func open(t testing.TB, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func contents(j *journal.Journal) map[string]string {
	all := map[string]string{}
	for _, key := range j.Keys("") {
		value, _ := j.Get(key)
		all[key] = string(value)
	}
	return all
}

func put(t testing.TB, j *journal.Journal, key, value string) {
	t.Helper()
	if err := j.Put(key, []byte(value)); err != nil {
		t.Fatal(err)
	}
}

func TestTheNewestOfEachKeyIsThereAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "journal")
	j := open(t, path)
	put(t, j, "fault", "GRID_LOST")
	put(t, j, "override/1", "a")
	put(t, j, "override/2", "b")
	put(t, j, "override/1", "c")
	put(t, j, "fault", "")
	want := map[string]string{"override/1": "c", "override/2": "b"}
	if diff := cmp.Diff(want, contents(j)); diff != "" {
		t.Error(diff)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	if diff := cmp.Diff(want, contents(again)); diff != "" {
		t.Errorf("after opening it again:\n%s", diff)
	}
	if keys := again.Keys("override/"); !slices.Equal(keys, []string{"override/1", "override/2"}) {
		t.Errorf("keys are %v", keys)
	}
	if again.Lost() != 0 {
		t.Errorf("%d bytes are lost of a whole file", again.Lost())
	}
}

// history writes some records and says, for each size of the file after a record, what counts then.
func history(t testing.TB, path string) ([]byte, map[int]map[string]string) {
	t.Helper()
	j := open(t, path)
	after := map[int]map[string]string{0: {}}
	state := map[string]string{}
	for n := range 12 {
		key, value := fmt.Sprintf("key%d", n%4), strings.Repeat(fmt.Sprint(n), n%5)
		put(t, j, key, value)
		state[key] = value
		if value == "" {
			delete(state, key)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		after[int(info.Size())] = maps.Clone(state)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data, after
}

func TestAFileCutAnywhereHoldsWhatWasWholeAndTakesMore(t *testing.T) {
	dir := t.TempDir()
	data, after := history(t, filepath.Join(dir, "whole"))
	whole := 0
	for cut := range len(data) + 1 {
		if _, ends := after[cut]; ends {
			whole = cut
		}
		path := filepath.Join(dir, "cut")
		if err := os.WriteFile(path, data[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := journal.Open(path)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		if diff := cmp.Diff(after[whole], contents(j)); diff != "" {
			t.Errorf("cut at %d:\n%s", cut, diff)
		}
		if j.Lost() != int64(cut-whole) {
			t.Errorf("cut at %d: %d bytes lost, want %d", cut, j.Lost(), cut-whole)
		}
		put(t, j, "later", "yes")
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		if value, ok := open(t, path).Get("later"); !ok || string(value) != "yes" {
			t.Errorf("cut at %d: what is put later is not there again", cut)
		}
	}
}

func TestADamagedRecordIsNeverReadAsAnother(t *testing.T) {
	dir := t.TempDir()
	data, after := history(t, filepath.Join(dir, "whole"))
	states := slices.Collect(maps.Values(after))
	for bit := range 8 * len(data) {
		damaged := bytes.Clone(data)
		damaged[bit/8] ^= 1 << (bit % 8)
		path := filepath.Join(dir, "damaged")
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := journal.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		got := contents(j)
		if !slices.ContainsFunc(states, func(s map[string]string) bool { return maps.Equal(s, got) }) || j.Lost() == 0 {
			t.Fatalf("bit %d turned: it holds %v and says %d bytes are lost", bit, got, j.Lost())
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestItStaysSmallHoweverOftenAKeyChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := open(t, path)
	put(t, j, "keep", "me")
	value := strings.Repeat("x", 10_000)
	for n := range 100 {
		put(t, j, "limits", fmt.Sprint(n, value))
	}
	if err := j.Fault(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 128<<10 {
		t.Errorf("the file has %d bytes for about 10 kB that count", info.Size())
	}
	want := contents(j)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, contents(open(t, path))); diff != "" {
		t.Error(diff)
	}
	if want["keep"] != "me" {
		t.Error("what did not change is gone")
	}
}

func TestWhereTheFileCannotBeWrittenAnewTheOldOneGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	if err := os.Mkdir(path+".next", 0o700); err != nil { // in the way
		t.Fatal(err)
	}
	j := open(t, path)
	for n := range 20 {
		put(t, j, "limits", fmt.Sprint(n, strings.Repeat("x", 10_000)))
	}
	if j.Fault() == nil {
		t.Error("nobody is told")
	}
	want := contents(j)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, contents(open(t, path))); diff != "" {
		t.Error(diff)
	}
}

func TestWhatDoesNotFitIsRefusedAndSpoilsNothing(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "journal"))
	for what, fault := range map[string]error{
		"no key":           j.Put("", []byte("x")),
		"a key too long":   j.Put(strings.Repeat("k", journal.MaxKeyBytes+1), []byte("x")),
		"a value too long": j.Put("k", make([]byte, journal.MaxValueBytes+1)),
	} {
		if fault == nil {
			t.Errorf("%s is taken", what)
		}
	}
	put(t, j, "k", "x")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := j.Put("k", []byte("y")); err == nil {
		t.Error("a closed journal takes a record")
	}
}

// Whatever is put, opened again it is what a map would hold.
func TestJournal_IsAMapThatOutlivesTheProcess(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		path := filepath.Join(dir, fmt.Sprint(n))
		want := map[string]string{}
		j := open(t, path)
		for range rapid.IntRange(0, 30).Draw(rt, "changes") {
			key := rapid.SampledFrom([]string{"a", "b", "override/x"}).Draw(rt, "key")
			value := rapid.StringN(0, 40, 200).Draw(rt, "value")
			put(t, j, key, value)
			want[key] = value
			if value == "" {
				delete(want, key)
			}
			if rapid.IntRange(0, 9).Draw(rt, "reopen") == 0 {
				_ = j.Close()
				j = open(t, path)
			}
		}
		if diff := cmp.Diff(want, contents(j)); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func FuzzOpen(f *testing.F) {
	data, _ := history(f, filepath.Join(f.TempDir(), "seed"))
	f.Add(data)
	f.Add(data[:17])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		j := open(t, path)
		want := contents(j)
		_ = j.Close()
		if diff := cmp.Diff(want, contents(open(t, path))); diff != "" {
			t.Errorf("a second look sees something else:\n%s", diff)
		}
	})
}
