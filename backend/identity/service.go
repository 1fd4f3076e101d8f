package identity

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"ohmstead/energy/reason"
)

// Life of a session: it ends after this long without a request, and after this long in any case.
const (
	SessionIdle = 12 * time.Hour
	SessionMax  = 7 * 24 * time.Hour
	// touchAfter is how old the note of the last request may get, so that not every request writes.
	touchAfter = 5 * time.Minute
)

const tokenBytes = 32

// maxAgent bounds what is kept of how a program calls itself.
const maxAgent = 200

// maxName is the longest name a person can have, in characters.
const maxName = 100

// hashesAtOnce bounds the memory that logging in takes: each hash needs 19 MiB.
const hashesAtOnce = 4

// Service logs people in and out and tells who a token belongs to.
type Service struct {
	directory Directory
	throttle  throttle
	believed  believed
	hashing   chan struct{}
	derive    deriving
}

// NewService is a Service over a store.
func NewService(d Directory) *Service {
	return &Service{directory: d, throttle: throttle{entries: map[string]failures{}}, hashing: make(chan struct{}, hashesAtOnce), derive: argon2.IDKey}
}

// Login begins a session and returns its token, which is stored nowhere. WRONG_LOGIN for an unknown
// e-mail as for a wrong password, after the same time; TOO_MANY_ATTEMPTS with the seconds to wait;
// TENANT_SUSPENDED once the password was right.
func (s *Service) Login(ctx context.Context, a Attempt, now time.Time) (token string, p Principal, err error) {
	limits := map[string]int{"email " + strings.ToLower(a.Email): failuresPerEmail, "host " + host(a.RemoteAddr): failuresPerHost}
	if wait, ok := s.throttle.take(now, limits); !ok {
		return "", Principal{}, reason.New(reason.TooManyAttempts, reason.Params{"retry_seconds": int(math.Ceil(wait.Seconds()))})
	}
	login, err := s.verify(ctx, a)
	if err != nil {
		return "", Principal{}, err
	}
	if token, p, err = s.begin(ctx, login, a, now); err == nil {
		s.throttle.forgive(limits)
	}
	return token, p, err
}

// begin begins a session for somebody who has proved to be that user. TENANT_SUSPENDED.
func (s *Service) begin(ctx context.Context, login Login, a Attempt, now time.Time) (token string, p Principal, err error) {
	p, err = s.directory.FindPrincipal(ctx, login.Tenant, login.User)
	if err != nil {
		return "", Principal{}, orElse(err, reason.WrongLogin)
	}
	if err := p.Tenant.admitted(); err != nil {
		return "", Principal{}, err
	}
	secret, err := drawSecret()
	if err != nil {
		return "", Principal{}, err
	}
	session := Session{
		Tenant: login.Tenant, User: login.User, Hash: hashToken(secret), Created: now, LastSeen: now, Expires: now.Add(SessionMax),
		Remote: host(a.RemoteAddr), Agent: printable(a.Agent, maxAgent),
	}
	if err := s.directory.SaveSession(ctx, session); err != nil {
		return "", Principal{}, fmt.Errorf("begin a session: %w", err)
	}
	p.Session, p.Expires = session.Hash, session.ends()
	return base64.RawURLEncoding.EncodeToString(secret), p, nil
}

// verify is the login with this e-mail if the password is right.
func (s *Service) verify(ctx context.Context, a Attempt) (Login, error) {
	wrong := reason.New(reason.WrongLogin, nil)
	// No user has an e-mail that no database could hold.
	if len(a.Password) > MaxPassword || len(a.Email) > MaxPassword || strings.ContainsRune(a.Email, 0) || !utf8.ValidString(a.Email) {
		return Login{}, wrong
	}
	login, err := s.directory.FindLogin(ctx, a.Email)
	unknown := errors.Is(err, reason.New(reason.NotFound, nil))
	if err != nil && !unknown {
		return Login{}, fmt.Errorf("look up a login: %w", err)
	}
	if unknown {
		login.PasswordHash = unknownHash
	}
	leave, err := s.enterHashing(ctx)
	if err != nil {
		return Login{}, err
	}
	defer leave()
	right, err := matches(s.derive, a.Password, login.PasswordHash)
	if err != nil {
		return Login{}, fmt.Errorf("check the password of user %s: %w", login.User, err)
	}
	if unknown || !right {
		return Login{}, wrong
	}
	return login, nil
}

// enterHashing waits for one of the places in which passwords are hashed; leave gives it back.
func (s *Service) enterHashing(ctx context.Context) (leave func(), err error) {
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to check a password: %w", ctx.Err())
	}
}

// Authenticate is who a credential belongs to: a session's token or an API key. UNAUTHENTICATED for
// one that never was, has ended or belongs to a user who may not log in any more; TOO_MANY_ATTEMPTS
// for API keys that are guessed.
func (s *Service) Authenticate(ctx context.Context, c Credential, now time.Time) (Principal, error) {
	if strings.HasPrefix(c.Token, KeyPrefix) {
		return s.authenticateKey(ctx, c, now)
	}
	secret, err := base64.RawURLEncoding.DecodeString(c.Token)
	if err != nil || len(secret) != tokenBytes {
		return Principal{}, reason.New(reason.Unauthenticated, nil)
	}
	session, err := s.directory.FindSession(ctx, hashToken(secret))
	if err != nil {
		return Principal{}, orElse(err, reason.Unauthenticated)
	}
	if !now.Before(session.ends()) {
		return Principal{}, reason.New(reason.Unauthenticated, nil)
	}
	p, err := s.directory.FindPrincipal(ctx, session.Tenant, session.User)
	if err != nil {
		return Principal{}, orElse(err, reason.Unauthenticated)
	}
	if err := p.Tenant.admitted(); err != nil {
		return Principal{}, err
	}
	if now.Sub(session.LastSeen) > touchAfter {
		session.LastSeen = now
		if err := s.directory.SaveSession(ctx, session); err != nil {
			return Principal{}, fmt.Errorf("prolong a session: %w", err)
		}
	}
	p.Session, p.Expires = session.Hash, session.ends()
	return p, nil
}

// Logout ends the session the principal came with, and no other of the same user.
func (s *Service) Logout(ctx context.Context, p Principal) error {
	if err := s.directory.DeleteSession(ctx, Session{Tenant: p.Tenant.Key, User: p.User.ID, Hash: p.Session}); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// ends is when the session ends if nothing is asked in it any more.
func (s Session) ends() time.Time {
	if idle := s.LastSeen.Add(SessionIdle); idle.Before(s.Expires) {
		return idle
	}
	return s.Expires
}

func hashToken(secret []byte) []byte {
	sum := sha256.Sum256(secret)
	return sum[:]
}

// orElse turns a store's NOT_FOUND into the refusal a caller may see; a fault stays one.
func orElse(err error, code reason.Code) error {
	if errors.Is(err, reason.New(reason.NotFound, nil)) {
		return reason.New(code, nil)
	}
	return err
}

// printable is a text without what a database or a terminal chokes on, and never long.
func printable(text string, most int) string {
	clean := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	runes := []rune(clean)
	return string(runes[:min(len(runes), most)])
}

func host(address string) string {
	if h, _, err := net.SplitHostPort(address); err == nil {
		return h
	}
	return address
}
