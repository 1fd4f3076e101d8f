package study_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ohmstead/edge/site"
	"ohmstead/study"
)

// A core that takes over from an imprint of another goes on as that one would have: every scenario
// gives its bytes though a new core takes over in each cycle, or now and then. Between them the
// scenarios hold every type of controller there is.
func TestACoreThatTakesOverGoesOnAsTheOther(t *testing.T) {
	left := map[string]bool{}
	for _, c := range site.Catalogue() {
		left[c.Type] = true
	}
	for _, file := range scenarios(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := study.ParseScenario(file, data)
			if err != nil {
				t.Fatal(err)
			}
			for _, kind := range s.Types() {
				delete(left, kind)
			}
			want := replay(t, file)
			for _, every := range []int64{s.Cycles()/40 + 1, s.Cycles()/3 + 2} {
				var got bytes.Buffer
				if err := study.ReplayHandingOver(&got, s, every); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got.Bytes(), want) {
					t.Errorf("taken over every %d cycles it goes another way:\n%s", every, apart(want, got.Bytes()))
				}
			}
		})
	}
	for kind := range left {
		t.Errorf("no scenario has a %s", kind)
	}
}

// apart are the first lines in which two outputs differ.
func apart(want, got []byte) string {
	a, b := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !slices.Equal(a[i], b[i]) {
			return "want " + string(a[i]) + "\n got " + string(b[i])
		}
	}
	return "one is longer"
}
