package httpapi_test

import (
	"bytes"
	"testing"

	"ohmstead/backend/httpapi"
)

func TestDocumentIsTheSameBytesEveryTime(t *testing.T) {
	first, err := httpapi.Document()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := httpapi.Document()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Fatal("two descriptions of the same API differ")
		}
	}
}
