package operation

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/reason"
)

// Whatever the list and the size of its pages, the pages one after the other are the list in its order; what
// comes and goes meanwhile neither repeats nor hides what stays.
func TestPage_OneAfterTheOtherIsTheList(t *testing.T) {
	self := func(s string) string { return s }
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfNDistinct(rapid.String(), 0, 30, self).Draw(t, "all")
		gone := rapid.SampledFrom(append(all, "")).Draw(t, "gone")
		limit := rapid.IntRange(1, 7).Draw(t, "limit")
		var seen []string
		for p := (Paging{Limit: limit}); ; {
			page, next, err := Page(all, p, self)
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, page...)
			if next == "" {
				break
			}
			if len(page) != limit {
				t.Fatalf("a page of %d, and another after it", len(page))
			}
			all = slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == gone })
			p.Cursor = next
		}
		slices.Sort(all)
		stayed := slices.DeleteFunc(slices.Clone(seen), func(s string) bool { return s == gone })
		if want := slices.DeleteFunc(all, func(s string) bool { return s == gone }); !slices.Equal(stayed, want) || !slices.IsSorted(seen) {
			t.Fatalf("saw %q, want %q", seen, want)
		}
	})
}

func TestPage_RefusesWhatIsNoCursor(t *testing.T) {
	for _, cursor := range []string{"x", "!", "YWZ0ZX", Seal("a")[1:]} {
		if _, _, err := Page([]string{"a"}, Paging{Cursor: cursor, Limit: 1}, func(s string) string { return s }); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
			t.Errorf("%q: %v", cursor, err)
		}
	}
}
