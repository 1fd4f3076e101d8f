package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// FindFederated implements identity.Federation.
func (d *DB) FindFederated(ctx context.Context, subject string) (identity.Login, error) {
	var l identity.Login
	err := d.auth.QueryRow(ctx, "SELECT tenant_id, user_id FROM find_federated($1)", subject).Scan(&l.Tenant, &l.User)
	return l, fault("find the login", notFound(err, "user"))
}

// LinkFederated implements identity.Federation.
func (d *DB) LinkFederated(ctx context.Context, l identity.Link, subject string) error {
	err := d.InTenant(ctx, identity.Scope{Tenant: l.Tenant, Actor: "user:" + l.User.String()}, func(tx *Tx) error {
		for _, step := range []struct {
			sql  string
			args []any
		}{
			{"DELETE FROM password_links WHERE user_id = $1 AND hash = $2", []any{l.User, l.Hash}},
			{"UPDATE users SET oidc_subject = $2, status = 'ACTIVE', version = version + 1 WHERE id = $1 AND status <> 'DISABLED'", []any{l.User, subject}},
		} {
			tag, err := tx.Exec(ctx, step.sql, step.args...)
			if err == nil && tag.RowsAffected() == 0 {
				err = notFound(pgx.ErrNoRows, "link")
			}
			if err != nil {
				return linked(err)
			}
		}
		return nil
	})
	return fault("link the login", err)
}

// linked is FEDERATION_LINKED for the subject of another user.
func linked(err error) error {
	if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.ConstraintName == "users_oidc_subject_key" {
		return reason.Wrap(err, reason.FederationLinked, nil)
	}
	return err
}
