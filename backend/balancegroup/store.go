package balancegroup

import (
	"context"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/ledger"
	"ohmstead/energy/slot"
)

// Groups keeps groups and their rules. What lies outside of a scope does not exist: NOT_FOUND.
type Groups interface {
	BalanceGroups(ctx context.Context, scope identity.Scope, f GroupFilter) ([]Group, error)
	BalanceGroup(ctx context.Context, scope identity.Scope, id uuid.UUID) (Group, error)
	// AddBalanceGroup stores a group with its first rule, from its first quarter hour on. One that was stored
	// before under the same id is answered as it is: IDEMPOTENCY_KEY_REUSED where it is another. NAME_TAKEN;
	// PERIODS_OVERLAP where the asset has a group then.
	AddBalanceGroup(ctx context.Context, scope identity.Scope, g Group, first Rule) (Group, error)
	// ChangeBalanceGroup: VERSION_CONFLICT, and INVALID_TIMEFRAME where a posting or a group below would be left
	// outside its validity.
	ChangeBalanceGroup(ctx context.Context, scope identity.Scope, c Change) (Group, error)
}

// Rules keeps settlement rules.
type Rules interface {
	// BalanceRules are those of all groups, or of one where it is not the zero id, by their number.
	BalanceRules(ctx context.Context, scope identity.Scope, group uuid.UUID) ([]Rule, error)
	// AddBalanceRule ends the last rule of the group where this one begins: INVALID_SETTLEMENT_RULE where the
	// tree has changed meanwhile so that it may not be.
	AddBalanceRule(ctx context.Context, scope identity.Scope, r Rule) (Rule, error)
}

// Transactions keeps what was moved.
type Transactions interface {
	EnergyTransactions(ctx context.Context, scope identity.Scope, f TransactionFilter) ([]Transaction, error)
	EnergyTransaction(ctx context.Context, scope identity.Scope, id uuid.UUID) (Transaction, error)
	// AddEnergyTransaction posts the entries, and makes cases of those whose quarter hour is sealed for one of
	// both groups. One that was stored before under the same id is answered as it is: IDEMPOTENCY_KEY_REUSED
	// where it is another.
	AddEnergyTransaction(ctx context.Context, scope identity.Scope, t Transaction, entries []ledger.Entry) (Transaction, error)
	// FinaliseEnergyTransaction has it final; one that is stays as it is.
	FinaliseEnergyTransaction(ctx context.Context, scope identity.Scope, t Transaction) (Transaction, error)
}

// Ledger reads what is posted, and closes it.
type Ledger interface {
	EnergyPostings(ctx context.Context, scope identity.Scope, f PostingFilter) ([]Posting, error)
	// BalanceOf is the quarter hours of a period in which something is posted to a group or below it, or that
	// are sealed.
	BalanceOf(ctx context.Context, scope identity.Scope, group uuid.UUID, period slot.Interval) ([]Quarter, error)
	// SealBalance closes quarter hours: INVALID_BALANCE_GROUP_STATUS where a posting is provisional, where there
	// is none, or where some of it is sealed. One that was stored before under the same id is answered as it is:
	// IDEMPOTENCY_KEY_REUSED where it is another.
	SealBalance(ctx context.Context, scope identity.Scope, s Seal) (Seal, error)
	BalanceSeals(ctx context.Context, scope identity.Scope, f SealFilter) ([]Seal, error)
}

// Cases keeps what arrived too late.
type Cases interface {
	BalanceDisputes(ctx context.Context, scope identity.Scope, f DisputeFilter) ([]Dispute, error)
	// SettleDispute: VERSION_CONFLICT where it is not open any more.
	SettleDispute(ctx context.Context, scope identity.Scope, s Settlement) (Dispute, error)
}

// Store keeps all of it.
type Store interface {
	Groups
	Rules
	Transactions
	Ledger
	Cases
}
