package postgres

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/postgres/private"
)

// Config holds one connection string per role. Whoever knows Owner can do everything; it is used
// for migrations and for making tenants, and may be empty in a process that does neither.
type Config struct {
	Owner, App, Ingest, Auth string
}

// Private is the configuration for a database of a private server, usually private.Database.
func Private(c *private.Cluster, database string) Config {
	return Config{
		Owner:  c.ConnString(private.RoleOwner, database),
		App:    c.ConnString(private.RoleApp, database),
		Ingest: c.ConnString(private.RoleIngest, database),
		Auth:   c.ConnString(private.RoleAuth, database),
	}
}

// FromURL is the configuration for a database somebody else runs, given as the URL
// (postgres://user:password@host/database) of a superuser or of a role that may create roles and
// itself holds BYPASSRLS (PostgreSQL 16 and newer). Migrate makes the other roles and gives each a
// password derived from the URL's: whoever learns one of theirs knows neither another one nor the
// owner's. Where the URL has no password, the roles log in without one, by peer authentication or
// certificate. An administrator who makes the roles by hand fills a Config instead.
func FromURL(text string) (Config, error) {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return Config{}, errors.New("read the database URL: want postgres://user:password@host/database")
	}
	owner, err := pgx.ParseConfig(text)
	if err != nil {
		return Config{}, fmt.Errorf("read the database URL: %w", err)
	}
	query := u.Query()
	query.Del("user")
	query.Del("password")
	u.RawQuery = query.Encode()
	as := func(role string) string {
		u.User = url.User(role)
		if owner.Password != "" {
			u.User = url.UserPassword(role, derivedPassword(owner.Password, role))
		}
		return u.String()
	}
	return Config{Owner: text, App: as(private.RoleApp), Ingest: as(private.RoleIngest), Auth: as(private.RoleAuth)}, nil
}

// derivedPassword is hex, so it needs no quoting anywhere.
func derivedPassword(owner, role string) string {
	mac := hmac.New(sha256.New, []byte(owner))
	mac.Write([]byte("ohmstead role " + role))
	return hex.EncodeToString(mac.Sum(nil))
}
