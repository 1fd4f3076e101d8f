package document

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/itchyny/gojq"
)

// queryMax is how many instructions one evaluation may take, so that a profile with an endless query cannot hold a
// driver. A second of a fast machine has some ten times as many; time itself would refuse any query while the machine
// stands still.
const queryMax = 2_000_000

var errEndless = errors.New("it takes too long")

// spent is closed.
var spent = func() <-chan struct{} { c := make(chan struct{}); close(c); return c }()

// budget is a context that also ends after so many looks whether it has: gojq looks before each instruction.
type budget struct {
	context.Context
	left int
}

// Done implements context.Context.
func (b *budget) Done() <-chan struct{} {
	if b.left--; b.left < 0 {
		return spent
	}
	return b.Context.Done()
}

// Err implements context.Context.
func (b *budget) Err() error {
	if b.left < 0 {
		return errEndless
	}
	return b.Context.Err()
}

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
	v, ok := q.code.RunWithContext(&budget{ctx, queryMax}, doc, values...).Next()
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
