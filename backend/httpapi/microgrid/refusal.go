package microgrid

import (
	"errors"
	"fmt"

	"ohmstead/backend/httpapi/problem"
	"ohmstead/energy/reason"
)

// Explained adds to a refusal what document 004 asks of its status: versions to a conflict, the broken
// rules to what is invalid.
func Explained(err error) error {
	var refusal *reason.Error
	if already := new(problem.Extended); err == nil || errors.As(err, &already) || !errors.As(err, &refusal) {
		return err
	}
	entry, _ := reason.Lookup(refusal.Code)
	out := &problem.Extended{Err: err}
	switch entry.Status {
	case 409:
		c := &problem.Conflict{}
		for _, of := range []struct {
			into  **int64
			names []string
		}{{&c.ExpectedVersion, []string{"expected", "expected_version"}}, {&c.ActualVersion, []string{"actual", "actual_version"}}} {
			for _, name := range of.names {
				if v, ok := refusal.Params[name].(int64); ok {
					*of.into = &v
				}
			}
		}
		out.Conflict = c
	case 422:
		rule, ok := refusal.Params["rule"]
		if !ok {
			rule = refusal.Code
		}
		out.Violation = &problem.Violation{ViolatedRule: fmt.Sprint(rule), Details: sentences(err)}
	default:
		return err
	}
	return out
}

// sentences are all refusals that were joined into an error, in their order.
func sentences(err error) []string {
	switch e := err.(type) { //nolint:errorlint // it walks what wraps
	case *problem.Several:
		out := make([]string, 0, len(e.All))
		for _, f := range e.All {
			out = append(out, f.Pointer+": "+f.Detail)
		}
		return out
	case *reason.Error:
		return []string{reason.Text(e.Code, "en", e.Params)}
	case interface{ Unwrap() []error }:
		var out []string
		for _, one := range e.Unwrap() {
			out = append(out, sentences(one)...)
		}
		return out
	case interface{ Unwrap() error }:
		return sentences(e.Unwrap())
	}
	return nil
}
