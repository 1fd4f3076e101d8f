package document_test

import (
	"context"
	"strings"
	"testing"

	"ohmstead/field/document"
)

func TestAnEndlessQueryIsEndedAndALongOneIsNot(t *testing.T) {
	for text, want := range map[string]string{
		"last(repeat(.))":         "too long",
		"def f: f; f":             "too long",
		"[range(50000)] | length": "",
	} {
		q, err := document.NewQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		v, err := q.First(t.Context(), map[string]any{})
		if want == "" && (err != nil || v != 50_000) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s is %v, %v; want %q", text, v, err, want)
		}
	}
}

func TestAQueryEndsWithItsCaller(t *testing.T) {
	q, err := document.NewQuery("last(repeat(.))")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := q.First(ctx, nil); err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("it says %v", err)
	}
}
