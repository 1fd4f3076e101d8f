package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Parse reads a JSON document. An empty payload is the document null.
func Parse(payload []byte) (any, error) {
	if len(bytes.TrimSpace(payload)) == 0 {
		return nil, nil //nolint:nilnil // the document null
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	if d.More() {
		return nil, errors.New("read JSON: more than one value")
	}
	return doc, nil
}

// PlainText is the document of a payload that is a bare text such as ON or 21.5.
func PlainText(payload []byte) any {
	text := strings.TrimSpace(string(payload))
	if text == "" {
		return nil
	}
	return text
}

// scalar is what a query found: its text, and its number where it is one.
type scalar struct {
	text   string
	number float64
	isNum  bool
}

// scalarOf reads a query's result; false for null and for what is no single value. True is 1 and
// false is 0.
func scalarOf(v any) (scalar, bool) {
	switch x := v.(type) {
	case bool:
		if x {
			return scalar{"true", 1, true}, true
		}
		return scalar{"false", 0, true}, true
	case float64:
		return number(x)
	case int:
		return number(float64(x))
	case *big.Int:
		f, _ := new(big.Float).SetInt(x).Float64()
		return number(f)
	case string:
		text := strings.TrimSpace(x)
		f, err := strconv.ParseFloat(text, 64)
		finite := err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
		return scalar{text, f, finite}, text != ""
	}
	return scalar{}, false
}

func number(f float64) (scalar, bool) {
	return scalar{printed(f), f, true}, !math.IsNaN(f) && !math.IsInf(f, 0)
}

// printed writes a number the way devices expect one: no exponent, no trailing zeros.
func printed(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Code maps a text of the device to a number of ours.
type Code struct {
	Text  string
	Value float64
}

// codeOf is the code of a number of ours.
func codeOf(codes []Code, v float64) (Code, bool) {
	i := slices.IndexFunc(codes, func(c Code) bool { return c.Value == v })
	if i < 0 {
		return Code{}, false
	}
	return codes[i], true
}

// typed is a code's text as the JSON value it most likely stands for.
func typed(text string) any {
	switch text {
	case "true":
		return true
	case "false":
		return false
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && printed(f) == text {
		return f
	}
	return text
}
