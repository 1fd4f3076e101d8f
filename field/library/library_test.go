package library_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"ohmstead/energy/reason"
	"ohmstead/field/library"
)

// name is a profile that is nothing but its id.
type name string

func (n name) Name() string { return string(n) }

func parse(file string, data []byte) (name, error) {
	if len(data) == 0 {
		return "", fmt.Errorf("%s is empty", file)
	}
	return name(data), nil
}

func TestALibraryListsItsProfilesByName(t *testing.T) {
	l, err := library.Load(fstest.MapFS{
		"profiles/1.yaml": {Data: []byte("meter")}, "profiles/2.yaml": {Data: []byte("battery")}, "other/3.yaml": {Data: []byte("boiler")},
		"profiles/SOURCE.txt": {Data: []byte("none")},
	}, parse)
	if err != nil {
		t.Fatal(err)
	}
	if got := l.IDs(); !slices.Equal(got, []string{"battery", "meter"}) {
		t.Errorf("it lists %v", got)
	}
	if got := l.Where(func(n name) bool { return n != "meter" }); !slices.Equal(got, []string{"battery"}) {
		t.Errorf("without the meter it lists %v", got)
	}
	if p, ok := l.Profile("meter"); !ok || p != "meter" {
		t.Errorf("the meter is %q, %v", p, ok)
	}
	if _, ok := l.Profile("boiler"); ok {
		t.Error("a profile of another folder is known")
	}
}

func TestALibraryRefusesASecondProfileOfAName(t *testing.T) {
	var refusal *reason.Error
	if _, err := library.New(name("meter"), name("meter")); !errors.As(err, &refusal) || refusal.Code != reason.DuplicateName {
		t.Errorf("got %v", err)
	}
}

func TestALibraryNamesTheFileThatIsWrong(t *testing.T) {
	_, err := library.Load(fstest.MapFS{"profiles/1.yaml": {Data: []byte("meter")}, "profiles/2.yaml": {}}, parse)
	if err == nil || err.Error() != "2.yaml is empty" {
		t.Errorf("got %v", err)
	}
}
