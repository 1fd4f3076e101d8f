package panel

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"ohmstead/energy/reason"
)

// Bounds of logins and sessions.
const (
	sessionLasts  = 12 * time.Hour
	mostSessions  = 64
	mostAttempts  = 5 // failed ones of one address in attemptWindow; more wait
	attemptWindow = time.Minute
	mostRemotes   = 1_000
	leastPassword = 12 // characters of a password that a person has put into the file
)

// LoginFile is where the panel's login lies below the edge's data directory, readable by its owner
// alone.
const LoginFile = "panel-login.json"

// Login is the one credential of the panel.
type Login struct {
	URL      string `json:"url,omitempty"`
	Password string `json:"password"`
}

// ensureLogin reads the login, or makes it at the first start; made says so.
func ensureLogin(dir string) (l Login, made bool, err error) {
	path := filepath.Join(dir, LoginFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		l = Login{Password: newPassword()}
		return l, true, l.save(dir)
	}
	if err != nil {
		return Login{}, false, fmt.Errorf("read the panel's login: %w", err)
	}
	if err := json.Unmarshal(data, &l); err != nil {
		return Login{}, false, fmt.Errorf("read the panel's login %s: %w", path, err)
	}
	if len(plain(l.Password)) < leastPassword {
		return Login{}, false, fmt.Errorf("read the panel's login %s: password has %d characters, want at least %d; remove the file to get a new one", path, len(plain(l.Password)), leastPassword)
	}
	return l, false, nil
}

// save writes the login, whole or not at all.
func (l Login) save(dir string) error {
	data, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the panel's login: %w", err)
	}
	path := filepath.Join(dir, LoginFile)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("write the panel's login: %w", err)
	}
	if err := os.WriteFile(path+".new", append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("write the panel's login: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write the panel's login: %w", err)
	}
	return nil
}

// newPassword is 100 random bits as four groups that can be read out over the telephone.
func newPassword() string {
	text := rand.Text() // base32: no 0, 1 or 8
	return text[:5] + "-" + text[5:10] + "-" + text[10:15] + "-" + text[15:20]
}

// plain is a password without what people add or lose when they type it from paper.
func plain(password string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(password))
}

// sessions are who is logged in, and who has tried too often. They do not outlive the process.
type sessions struct {
	secret [sha256.Size]byte

	mu    sync.Mutex
	open  map[[sha256.Size]byte]time.Time // by hash of the token, until when
	tries map[string]attempts             // by address
}

// attempts are the failed ones of one address in the window that began at since.
type attempts struct {
	since time.Time
	count int
}

func newSessions(password string) *sessions {
	return &sessions{secret: sha256.Sum256([]byte(plain(password))), open: map[[sha256.Size]byte]time.Time{}, tries: map[string]attempts{}}
}

// begin is the token of a new session. It refuses WRONG_PASSWORD, and TOO_MANY_ATTEMPTS for an address
// that has failed too often.
func (s *sessions) begin(password, remote string, now time.Time) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tried := s.tries[remote]
	if now.Sub(tried.since) >= attemptWindow {
		tried = attempts{since: now}
	}
	if tried.count >= mostAttempts {
		wait := attemptWindow - now.Sub(tried.since)
		return "", reason.New(reason.TooManyAttempts, reason.Params{"retry_seconds": int(wait/time.Second) + 1})
	}
	given := sha256.Sum256([]byte(plain(password)))
	if subtle.ConstantTimeCompare(given[:], s.secret[:]) != 1 {
		if len(s.tries) >= mostRemotes {
			clear(s.tries)
		}
		tried.count++
		s.tries[remote] = tried
		return "", reason.New(reason.WrongPassword, nil)
	}
	delete(s.tries, remote)
	s.forget(now)
	token := rand.Text()
	s.open[sha256.Sum256([]byte(token))] = now.Add(sessionLasts)
	return token, nil
}

// forget drops sessions that are over and, where there are still too many, the one that ends first.
func (s *sessions) forget(now time.Time) {
	var first [sha256.Size]byte
	var ends time.Time
	for key, until := range s.open {
		switch {
		case !now.Before(until):
			delete(s.open, key)
		case ends.IsZero() || until.Before(ends):
			first, ends = key, until
		}
	}
	if len(s.open) >= mostSessions {
		delete(s.open, first)
	}
}

func (s *sessions) holds(token string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	until, ok := s.open[sha256.Sum256([]byte(token))]
	return ok && now.Before(until)
}

func (s *sessions) end(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, sha256.Sum256([]byte(token)))
}

// cookieName of a session. Each port has one of its own, for browsers keep cookies by host alone.
func (s *Server) cookieName() string { return "ohmstead_panel_" + s.port }

// cookie carries a session's token; an empty one ends it.
func (s *Server) cookie(token string) *http.Cookie {
	c := &http.Cookie{
		Name: s.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: s.tls != nil, SameSite: http.SameSiteStrictMode,
		MaxAge: int(sessionLasts / time.Second),
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}
