package document

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/itchyny/gojq"
)

// queryMax bounds one evaluation, so that a profile with an endless query cannot hold a driver.
const queryMax = time.Second

// Query is a jq program of which the first result counts. It reads no file and no environment.
type Query struct {
	text string
	code *gojq.Code
}

// NewQuery compiles a program that may refer to these variables.
func NewQuery(text string, variables ...string) (*Query, error) {
	parsed, err := gojq.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("read query %s: %w", text, err)
	}
	code, err := gojq.Compile(parsed, gojq.WithVariables(variables))
	if err != nil {
		return nil, fmt.Errorf("compile query %s: %w", text, err)
	}
	return &Query{text, code}, nil
}

// String is the program as it was written.
func (q *Query) String() string { return q.text }

// First is the first result on a document; nil where there is none. Values are those of variables,
// in their order. The document is left as it is.
func (q *Query) First(ctx context.Context, doc any, values ...any) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, queryMax)
	defer cancel()
	v, ok := q.code.RunWithContext(ctx, doc, values...).Next()
	if !ok {
		return nil, nil //nolint:nilnil // an empty result is no value
	}
	err, failed := v.(error)
	if !failed {
		return v, nil
	}
	if _, halts := errors.AsType[*gojq.HaltError](err); halts {
		return nil, errors.New("the query halts")
	}
	return nil, fmt.Errorf("query %s: %s", q.text, line(err.Error()))
}

// line is the first line of a text, shortened: parts of a device's document do not fill a log.
func line(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	if len(text) > 160 {
		text = text[:160] + "…"
	}
	return text
}
