package identity

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// KeyPrefix begins every API key, so that one that leaks into a file is found there.
const KeyPrefix = "ohm_"

// keyHint is how many characters of a key are kept in the clear to recognise it by; those behind
// the prefix are 24 of its 256 bits.
const keyHint = len(KeyPrefix) + 4

// Key is an API key that asks: what it may do.
type Key struct {
	ID          uuid.UUID
	Name        string
	Permissions []Permission
}

// KeyScopes are the permissions that an API key can have. What moves power or changes who may do
// what is for people.
func KeyScopes() []Permission { return []Permission{Ingest, Read, ReadAudit, Report} }

// NewKey draws an API key: its text, which is shown once and stored nowhere, what it is recognised
// by, and its hash.
func NewKey() (text, hint string, hash []byte, err error) {
	secret, err := drawSecret()
	if err != nil {
		return "", "", nil, err
	}
	text = KeyPrefix + base64.RawURLEncoding.EncodeToString(secret)
	return text, text[:keyHint], hashToken(secret), nil
}

// NewLink draws the token of a link and its hash.
func NewLink() (token string, hash []byte, err error) {
	secret, err := drawSecret()
	if err != nil {
		return "", nil, err
	}
	return base64.RawURLEncoding.EncodeToString(secret), hashToken(secret), nil
}

func drawSecret() ([]byte, error) {
	secret := make([]byte, tokenBytes)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("draw a token: %w", err)
	}
	return secret, nil
}

// authenticateKey is who an API key stands for. A wrong key is looked up a few times, and a host
// that tries several wrong ones is held off: TOO_MANY_ATTEMPTS.
func (s *Service) authenticateKey(ctx context.Context, c Credential, now time.Time) (Principal, error) {
	secret, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(c.Token, KeyPrefix))
	if err != nil || len(secret) != tokenBytes {
		return Principal{}, reason.New(reason.Unauthenticated, nil)
	}
	hash := hashToken(secret)
	// One key that is refused again and again uses up its own share, not that of its host.
	limits := map[string]int{"key " + string(hash): failuresPerKey, "key host " + host(c.RemoteAddr): failuresPerHost}
	if wait, ok := s.throttle.allows(now, limits); !ok {
		return Principal{}, reason.New(reason.TooManyAttempts, reason.Params{"retry_seconds": int(math.Ceil(wait.Seconds()))})
	}
	p, err := s.keyPrincipal(ctx, hash, now)
	if errors.Is(err, reason.New(reason.Unauthenticated, nil)) {
		s.throttle.failed(now, limits)
	}
	return p, err
}

// keyPrincipal is who a key stands for: as it was found a moment ago, or by the directory. That it
// expires is seen at once either way.
func (s *Service) keyPrincipal(ctx context.Context, hash []byte, now time.Time) (Principal, error) {
	found, round, ok := s.believed.of(keyHash(hash), now)
	if !ok {
		var err error
		if found, err = s.findKey(ctx, hash); err != nil {
			return Principal{}, err
		}
		found.at = now
	}
	record, p := found.record, found.principal
	if !now.Before(record.Expires) {
		return Principal{}, reason.New(reason.Unauthenticated, nil)
	}
	if err := p.Tenant.admitted(); err != nil {
		return Principal{}, err
	}
	if record.Used == nil || now.Sub(*record.Used) > touchAfter {
		if err := s.directory.TouchKey(ctx, record, now); err != nil {
			return Principal{}, fmt.Errorf("note the use of a key: %w", err)
		}
		found.record.Used, ok = &now, false
	}
	if !ok {
		s.believed.keep(keyHash(hash), found, round)
	}
	p.Session, p.Expires = hash, record.Expires
	return p, nil
}

func (s *Service) findKey(ctx context.Context, hash []byte) (belief, error) {
	record, err := s.directory.FindKey(ctx, hash)
	if err != nil {
		return belief{}, orElse(err, reason.Unauthenticated)
	}
	p, err := s.directory.FindKeyPrincipal(ctx, record)
	return belief{record: record, principal: p}, orElse(err, reason.Unauthenticated)
}
