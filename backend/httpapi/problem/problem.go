package problem

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"ohmstead/energy/reason"
)

// Problem is the answer to every request that was refused. Source: RFC 9457, with the code of the
// reason catalogue, its parameters and, per faulty input, a pointer.
type Problem struct {
	Type       string         `json:"type" doc:"Path of the reason: /reasons/ and its code." example:"/reasons/NOT_FOUND"`
	Title      string         `json:"title" doc:"The code in words." example:"Not found"`
	Status     int            `json:"status" doc:"The HTTP status." example:"404"`
	Detail     string         `json:"detail" doc:"What happened, in one English sentence." example:"there is no such site"`
	Instance   string         `json:"instance" doc:"Path of the request." example:"/api/sites/6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	ReasonCode reason.Code    `json:"reason_code" doc:"Code of the closed catalogue of reasons." example:"NOT_FOUND"`
	Params     map[string]any `json:"params,omitempty" doc:"Parameters of the code, for texts in other languages."`
	Errors     []Fault        `json:"errors,omitempty" nullable:"false" doc:"Every faulty input, where the request has several."`
	RequestID  string         `json:"request_id" doc:"Names the request in the server's log." example:"0f8fad5bd9cb469f"`
	Extension
}

// Extension is what the problems of a domain say beside that (RFC 9457, section 3.2); each part is
// there as a whole or not at all.
type Extension struct {
	*Conflict
	*Violation
	*Missing
}

// Conflict is of a change that another was faster than. Both are null where no version is in conflict
// but a name or a key. Source: document 004, Error and Status Semantics, 409.
type Conflict struct {
	ExpectedVersion *int64 `json:"expected_version" required:"false" doc:"The version that the request names; null where none is in conflict." example:"7"`
	ActualVersion   *int64 `json:"actual_version" required:"false" doc:"The version there is; null where none is in conflict." example:"8"`
}

// Violation is of what breaks a rule. Source: document 004, Error and Status Semantics, 422.
type Violation struct {
	ViolatedRule string   `json:"violated_rule" required:"false" doc:"The first rule that is broken." example:"CYCLE"`
	Details      []string `json:"details" required:"false" nullable:"false" doc:"Every rule that is broken, in a sentence each."`
}

// Missing is of what cannot be decided for want of input. Source: document 004, Error and Status
// Semantics, 503.
type Missing struct {
	MissingInputs   []MissingInput `json:"missing_inputs" required:"false" nullable:"false" doc:"What has to be known first."`
	SafeActionTaken string         `json:"safe_action_taken" required:"false" doc:"What was done to be safe: LEAVES_TO_FAIL_SAFE or NONE." example:"LEAVES_TO_FAIL_SAFE"`
}

// MissingInput is one input of a node that is missing.
type MissingInput struct {
	NodeID string `json:"node_id" doc:"The node." example:"0198c0de-0000-7000-8000-000000000031"`
	Input  string `json:"input" doc:"What is missing of it." example:"telemetry"`
}

// Extended is an error whose problem says more.
type Extended struct {
	Extension
	Err error
}

// Error is the error's own text.
func (e *Extended) Error() string { return e.Err.Error() }

// Unwrap is the error.
func (e *Extended) Unwrap() error { return e.Err }

// Fault is one faulty input of a request.
type Fault struct {
	Pointer    string      `json:"pointer" doc:"JSON Pointer into the request, whose members are path, query, header and body." example:"/query/bucket"`
	ReasonCode reason.Code `json:"reason_code" doc:"Code of the closed catalogue of reasons." example:"INVALID_VALUE"`
	Detail     string      `json:"detail" doc:"What is wrong and what would be right." example:"bucket is 7m, want one of 1m, 5m, 15m, 1h"`
}

// Several is a refusal that names several inputs; First decides code and status.
type Several struct {
	First *reason.Error
	All   []Fault
}

// Error is the first refusal's.
func (f *Several) Error() string { return f.First.Error() }

// Unwrap is the first refusal.
func (f *Several) Unwrap() error { return f.First }

// Of turns any error into its problem. An error without a code is a fault of the server:
// its text stays in the log.
func Of(err error, requestID, path string) *Problem {
	var refusal *reason.Error
	if !errors.As(err, &refusal) {
		refusal = reason.New(reason.InternalFault, reason.Params{"request_id": requestID})
	}
	entry, ok := reason.Lookup(refusal.Code)
	if !ok || entry.Status == 0 {
		refusal = reason.New(reason.InternalFault, reason.Params{"request_id": requestID})
		entry.Status = http.StatusInternalServerError
	}
	p := &Problem{
		Type:       "/reasons/" + string(refusal.Code),
		Title:      title(refusal.Code),
		Status:     entry.Status,
		Detail:     reason.Text(refusal.Code, "en", refusal.Params),
		Instance:   path,
		ReasonCode: refusal.Code,
		Params:     refusal.Params,
		RequestID:  requestID,
	}
	if several, ok := errors.AsType[*Several](err); ok {
		p.Errors = several.All
	} else if refusal.Code == reason.InvalidValue && refusal.Params["field"] == "cursor" { // every list's is in the query
		p.Errors = []Fault{FaultAt("query.cursor", refusal)}
	}
	if extended, ok := errors.AsType[*Extended](err); ok {
		p.Extension = extended.Extension
	}
	return p
}

// title is the code in words: "Not found".
func title(code reason.Code) string {
	words := strings.ToLower(strings.ReplaceAll(string(code), "_", " "))
	return strings.ToUpper(words[:1]) + words[1:]
}

// Error is the problem's code and detail.
func (p *Problem) Error() string { return fmt.Sprintf("%s: %s", p.ReasonCode, p.Detail) }

// GetStatus is the HTTP status; huma asks for it by this name.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders is what the response carries besides the problem; huma asks for it by this name.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if seconds, ok := p.Params["retry_seconds"].(int); ok {
		h.Set("Retry-After", strconv.Itoa(seconds))
	} else if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "1")
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="ohmstead"`)
	}
	return h
}

// ContentType is application/problem+json in place of application/json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }
