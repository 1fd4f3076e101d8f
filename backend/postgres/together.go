package postgres

import (
	"context"
	"errors"

	"ohmstead/backend/identity"
)

// outer is a transaction that others take part in.
type outer struct {
	tx     *Tx
	tenant int32
}

type outerKey struct{}

func outerOf(ctx context.Context) *outer {
	o, _ := ctx.Value(outerKey{}).(*outer)
	return o
}

var errOtherTenant = errors.New("a transaction is for one tenant, another was asked for within it")

// Together runs do as one transaction of a scope: every transaction of the tenant that is begun with its
// context becomes a part of it, with the sight and the actor of this one, whatever its own scope. A part
// that fails is undone alone. All of it is kept where do says so and does not fail, nothing otherwise;
// what the database checks at the end is checked in both cases.
func (d *DB) Together(ctx context.Context, scope identity.Scope, do func(ctx context.Context) (keep bool, err error)) error {
	errUndone := errors.New("undone")
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		keep, err := do(context.WithValue(ctx, outerKey{}, &outer{tx: tx, tenant: scope.Tenant}))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return fault("check what was changed together", err)
		}
		if !keep {
			return errUndone
		}
		return nil
	})
	if errors.Is(err, errUndone) {
		return nil
	}
	return err
}

// within runs do in a savepoint.
func (o *outer) within(ctx context.Context, scope identity.Scope, do func(tx *Tx) error) error {
	if scope.Tenant != o.tenant {
		return errOtherTenant
	}
	part, err := o.tx.tx.Begin(ctx)
	if err != nil {
		return fault("begin a part of a transaction", err)
	}
	defer part.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // after a commit it has nothing to do
	if err := do(&Tx{tx: part}); err != nil {
		return refusal(err)
	}
	return fault("end a part of a transaction", part.Commit(ctx))
}
