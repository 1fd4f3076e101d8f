package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/backend/httpapi/microgrid"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/energy/reason"
)

// problem is the one way an error leaves the server: it becomes a problem document, is counted by
// its code, and is logged where it is the server's own fault.
func (s *Server) problem(ctx context.Context, err error) *problem.Problem {
	x := exchangeOf(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		err = reason.Wrap(err, reason.Unavailable, reason.Params{"what": "an answer in time"})
	}
	p := problem.Of(err, x.id, x.path)
	x.code = p.ReasonCode
	if p.Status >= http.StatusInternalServerError && ctx.Err() == nil {
		s.options.Log.ErrorContext(ctx, "request failed", "request", x.id, "operation", x.operation,
			"reason", string(p.ReasonCode), "err", err)
	}
	return p
}

// refuse answers with the problem of err outside of the API's operations.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problem(r.Context(), err)
	body, encodeErr := json.Marshal(p)
	if encodeErr != nil {
		panic(encodeErr) // parameters of reasons are plain values
	}
	maps.Copy(w.Header(), p.GetHeaders())
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	if _, err := w.Write(append(body, '\n')); err != nil {
		s.options.Log.DebugContext(r.Context(), "client left before its answer", "request", exchangeOf(r.Context()).id, "err", err)
	}
}

// translate turns what huma found wrong with a request into our problem. Huma has chosen the
// status; the catalogue's codes have the same.
func (s *Server) translate(ctx huma.Context, _ string, body any) (any, error) {
	found, ok := body.(*huma.ErrorModel)
	if !ok {
		return body, nil
	}
	err := problem.FromHuma(problem.Asked{Operation: ctx.Operation(), Shapes: s.shapes}, found)
	if slices.Contains(ctx.Operation().Tags, microgrid.Tag) {
		err = microgrid.Explained(err)
	}
	p := s.problem(ctx.Context(), err)
	p.Status = found.Status
	return p, nil
}
