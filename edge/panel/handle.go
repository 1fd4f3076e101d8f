package panel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Who orders given here come from, in events and explanations.
const Who = "local panel"

// Bounds of orders.
const (
	mostAhead = 7 * 24 * time.Hour // as for orders from above
	quickly   = time.Minute        // how long an order holds that takes effect at once
)

// body reads exactly one JSON object of a request, strictly.
func body(w http.ResponseWriter, r *http.Request, into any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBody))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		if _, err = decoder.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		err = errors.New("something follows the object")
	}
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		return reason.New(reason.PayloadTooLarge, reason.Params{"limit_bytes": large.Limit})
	}
	return reason.Wrap(err, reason.SyntaxError, reason.Params{"detail": err.Error()})
}

// answer sends JSON.
func answer(w http.ResponseWriter, what any) error {
	data, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("encode an answer of the panel: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(data, '\n')) // a client that left needs no answer
	return nil
}

func (s *Server) logIn(w http.ResponseWriter, r *http.Request) {
	var given struct {
		Password string `json:"password"`
	}
	remote := remoteOf(r)
	err := body(w, r, &given)
	if err == nil {
		var token string
		if token, err = s.sessions.begin(given.Password, remote, s.config.Now()); err == nil {
			s.tell(reason.PanelLogin, remote)
			http.SetCookie(w, s.cookie(token))
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if errors.Is(err, reason.New(reason.WrongPassword, nil)) {
			s.tell(reason.PanelLoginRefused, remote)
		}
	}
	s.fail(w, r, err)
}

func (s *Server) logOut(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie(s.cookieName()); err == nil {
		s.sessions.end(cookie.Value)
	}
	http.SetCookie(w, s.cookie(""))
	w.WriteHeader(http.StatusNoContent)
}

// tell raises an event about a login.
func (s *Server) tell(code reason.Code, remote string) {
	s.config.Log.Info("login to the panel", "reason", string(code), "remote", remote)
	if s.services.Raise == nil {
		return
	}
	s.services.Raise(wire.Event{Version: wire.Version, At: s.config.Now(), Code: string(code), Params: reason.Params{"remote": remote}})
}

func remoteOf(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

func (s *Server) report(w http.ResponseWriter, r *http.Request) error {
	report, err := s.services.Reports.Report(r.Context())
	if err != nil {
		return err
	}
	return answer(w, report)
}

// orderIn is what a person wants done. Its id is the page's own: a request that is sent again is one
// and the same.
type orderIn struct {
	ID        string           `json:"id"`
	Kind      wire.CommandKind `json:"kind"`
	Asset     string           `json:"asset"`
	Payload   json.RawMessage  `json:"payload"`
	Reason    string           `json:"reason"`
	ExpiresAt time.Time        `json:"expires_at"`
}

// orderOut is what the edge answers to an order it took.
type orderOut struct {
	ID    string        `json:"id"`
	State wire.AckState `json:"state"`
	At    time.Time     `json:"at"`
}

func (s *Server) order(w http.ResponseWriter, r *http.Request) error {
	var in orderIn
	if err := body(w, r, &in); err != nil {
		return err
	}
	command, err := s.command(in)
	if err != nil {
		return err
	}
	if command.Kind == wire.CommandOverride {
		report, err := s.services.Reports.Report(r.Context())
		if err != nil {
			return err
		}
		if err := checkOverride(command, report); err != nil {
			return err
		}
	}
	ack, err := s.services.Orders.Local(r.Context(), command)
	if err != nil {
		return err
	}
	if len(ack.Codes) > 0 && (ack.State == wire.AckRejected || ack.State == wire.AckExpired) {
		return reason.New(ack.Codes[0], ack.Params)
	}
	return answer(w, orderOut{ID: ack.Command, State: ack.State, At: ack.At})
}

// command is an order as the edge takes it. It refuses MISSING_FIELD, INVALID_VALUE and
// COMMAND_EXPIRED.
func (s *Server) command(in orderIn) (wire.Command, error) {
	now := s.config.Now().UTC()
	c := wire.Command{
		ID: in.ID, Kind: in.Kind, Asset: in.Asset, Reason: in.Reason, IssuedBy: Who, IssuedAt: now, ExpiresAt: now.Add(quickly),
	}
	if len(in.Payload) > 0 {
		var compact bytes.Buffer
		if err := json.Compact(&compact, in.Payload); err != nil {
			return c, reason.Wrap(err, reason.SyntaxError, reason.Params{"detail": "payload"})
		}
		c.Payload = compact.Bytes()
	}
	if in.Reason == "" {
		return c, reason.New(reason.MissingField, reason.Params{"field": "reason"})
	}
	if in.Kind != wire.CommandOverride {
		return c, nil
	}
	if in.ExpiresAt.IsZero() {
		return c, reason.New(reason.MissingField, reason.Params{"field": "expires_at"})
	}
	c.ExpiresAt = in.ExpiresAt.UTC()
	until := c.ExpiresAt.Format(time.RFC3339)
	switch {
	case !c.ExpiresAt.After(now):
		return c, reason.New(reason.InvalidValue, reason.Params{"field": "expires_at", "value": until, "want": "an instant to come"})
	case c.ExpiresAt.After(now.Add(mostAhead)):
		return c, reason.New(reason.InvalidValue, reason.Params{"field": "expires_at", "value": until, "want": "at most a week ahead"})
	}
	return c, nil
}

// checkOverride refuses a power that the asset cannot have, so that a slip of the finger is said
// before anything moves: NOT_FOUND, NOT_CONTROLLABLE, INVALID_VALUE.
func checkOverride(c wire.Command, r wire.ControlReport) error {
	i := slices.IndexFunc(r.Assets, func(a wire.AssetReport) bool { return a.Key == c.Asset })
	if i < 0 {
		return reason.New(reason.NotFound, reason.Params{"what": "asset " + c.Asset})
	}
	var wanted struct {
		Watts *int64 `json:"active_power_watts"`
	}
	if err := json.Unmarshal(c.Payload, &wanted); err != nil || wanted.Watts == nil {
		return reason.New(reason.InvalidValue, reason.Params{"field": "payload", "value": string(c.Payload), "want": `a power such as {"active_power_watts":-2000}`})
	}
	a := r.Assets[i]
	if a.MinWatts == nil || a.MaxWatts == nil {
		return nil // whether it takes a power at all is the cycle's to say
	}
	if *wanted.Watts < *a.MinWatts || *wanted.Watts > *a.MaxWatts {
		return reason.New(reason.InvalidValue, reason.Params{
			"field": "active_power_watts", "value": *wanted.Watts,
			"want": fmt.Sprintf("%d to %d W, what %s can do", *a.MinWatts, *a.MaxWatts, a.Key),
		})
	}
	return nil
}
