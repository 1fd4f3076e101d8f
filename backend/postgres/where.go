package postgres

import (
	"fmt"
	"strings"
)

// where is the conditions of a question as they come together, with their arguments.
type where struct {
	terms []string
	args  []any
}

// add takes a condition, in which each ? stands for one value.
func (w *where) add(term string, values ...any) {
	for _, v := range values {
		w.args = append(w.args, v)
		term = strings.Replace(term, "?", fmt.Sprintf("$%d", len(w.args)), 1)
	}
	w.terms = append(w.terms, term)
}

// sql is the clause, empty without conditions.
func (w *where) sql() string {
	if len(w.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.terms, " AND ")
}

// limit is the clause that cuts an answer off.
func (w *where) limit(rows int) string {
	w.args = append(w.args, rows)
	return fmt.Sprintf(" LIMIT $%d", len(w.args))
}
