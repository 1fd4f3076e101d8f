package reason_test

import (
	"errors"
	"regexp"
	"slices"
	"testing"

	"ohmstead/energy/reason"
)

func TestCatalogueIsWhole(t *testing.T) {
	name := regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
	hole := regexp.MustCompile(`\{([a-z_]+)\}`)
	seen := map[reason.Code]bool{}
	for _, e := range reason.Catalogue() {
		if !name.MatchString(string(e.Code)) || seen[e.Code] {
			t.Errorf("%s: malformed or listed twice", e.Code)
		}
		seen[e.Code] = true
		for language, text := range map[string]string{"en": e.EN, "de": e.DE} {
			var holes []string
			for _, m := range hole.FindAllStringSubmatch(text, -1) {
				holes = append(holes, m[1])
			}
			slices.Sort(holes)
			params := slices.Sorted(slices.Values(e.Params))
			if !slices.Equal(slices.Compact(holes), params) {
				t.Errorf("%s %s: text has %v, parameters are %v", e.Code, language, holes, params)
			}
		}
		if (e.Class == reason.Refusal) != (e.Status != 0) {
			t.Errorf("%s: a refusal, and only a refusal, has an HTTP status; this is %s with %d", e.Code, e.Class, e.Status)
		}
	}
}

func TestErrorNamesCodeTextAndCause(t *testing.T) {
	cause := errors.New("line 3 is cut off")
	err := error(reason.Wrap(cause, reason.MissingField, reason.Params{"field": "assets[0].id"}))
	if want := "MISSING_FIELD: assets[0].id is missing: line 3 is cut off"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if !errors.Is(err, cause) || !errors.Is(err, reason.New(reason.MissingField, nil)) {
		t.Error("neither the cause nor the code is found behind the error")
	}
	if errors.Is(err, reason.New(reason.NotFound, nil)) {
		t.Error("another code is taken for this one")
	}
}

func TestTextInGerman(t *testing.T) {
	got := reason.Text(reason.PeakLimit, "de", reason.Params{"limit_watts": 4000})
	if want := "der Netzbezug wird unter 4000 W gehalten"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What a caller does to an entry stays with the caller.
func TestLookupHandsOutCopies(t *testing.T) {
	for _, want := range reason.Catalogue() {
		got, ok := reason.Lookup(want.Code)
		if !ok || got.Code != want.Code || got.DE != want.DE || !slices.Equal(got.Params, want.Params) {
			t.Fatalf("%s: found %+v", want.Code, got)
		}
		for i := range got.Params {
			got.Params[i] = "spoilt"
		}
	}
	if again, _ := reason.Lookup(reason.MissingField); !slices.Equal(again.Params, []string{"field"}) {
		t.Errorf("an entry was changed from outside: %v", again.Params)
	}
	if _, ok := reason.Lookup("NO_SUCH_CODE"); ok {
		t.Error("a code that nobody made is known")
	}
}

func BenchmarkText(b *testing.B) {
	for b.Loop() {
		reason.Text(reason.MissingField, "de", reason.Params{"field": "x"})
	}
}
