package balancegroups

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
)

// BalanceGroupFields is what people say of a group when they make it.
type BalanceGroupFields struct {
	Name       string     `json:"name" minLength:"2" maxLength:"200" doc:"What people call it; unique in the tenant." example:"PV system of the house"`
	Kind       string     `json:"kind" enum:"SOURCE,CONSUMER,STORAGE,AGGREGATE,EXTERNAL" example:"SOURCE"`
	SiteID     *uuid.UUID `json:"site_id,omitempty" format:"uuid" nullable:"true" doc:"The site it is of; null where it is of none." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	AssetID    *uuid.UUID `json:"asset_id,omitempty" format:"uuid" nullable:"true" doc:"The asset whose energy it accounts for; null where it is none. An asset has one group at any instant." example:"0198c0de-0000-7000-8000-000000000021"`
	ValidFrom  time.Time  `json:"valid_from" doc:"The first quarter hour it balances." example:"2026-01-01T00:00:00Z"`
	ValidTo    *time.Time `json:"valid_to,omitempty" doc:"The first quarter hour it no more balances; null for no end." example:"2027-01-01T00:00:00Z"`
	SuperiorID *uuid.UUID `json:"superior_id,omitempty" format:"uuid" nullable:"true" doc:"The group it settles to; null for a root. Answered by the last rule that has begun, by the first where none has." example:"0198c0de-0000-7000-8000-000000000031"`
}

// BalanceGroup is an account of energy.
type BalanceGroup struct {
	ID uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000032"`
	BalanceGroupFields
	Version    int64      `json:"version" doc:"Counts the changes that people made to it." example:"1"`
	ArchivedAt *time.Time `json:"archived_at" doc:"Since when it takes no transactions; null while it does." example:"2026-06-03T12:00:00Z"`
}

// BalanceGroupPage is one page of groups.
type BalanceGroupPage struct {
	Items []BalanceGroup `json:"items" nullable:"false" doc:"By name."`
	Next  string         `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// BalanceGroupRevision is a group anew: kind and beginning stay, the superior has rules of its own.
type BalanceGroupRevision struct {
	Version  int64      `json:"version" minimum:"1" doc:"The version that was read: VERSION_CONFLICT where it is not the newest." example:"1"`
	Archived bool       `json:"archived,omitempty" doc:"Whether it takes no more transactions." example:"false"`
	Name     string     `json:"name" minLength:"2" maxLength:"200" example:"PV system of the house"`
	SiteID   *uuid.UUID `json:"site_id,omitempty" format:"uuid" nullable:"true" doc:"The site it is of; null where it is of none." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	AssetID  *uuid.UUID `json:"asset_id,omitempty" format:"uuid" nullable:"true" doc:"The asset whose energy it accounts for." example:"0198c0de-0000-7000-8000-000000000021"`
	ValidTo  *time.Time `json:"valid_to,omitempty" doc:"The first quarter hour it no more balances; null for no end." example:"2027-01-01T00:00:00Z"`
}

// SettlementRuleFields is to which group one settles from a quarter hour on.
type SettlementRuleFields struct {
	SuperiorID *uuid.UUID `json:"superior_id,omitempty" format:"uuid" nullable:"true" doc:"The group it settles to; null for a root." example:"0198c0de-0000-7000-8000-000000000031"`
	ValidFrom  time.Time  `json:"valid_from" doc:"The first quarter hour it holds for: one to come." example:"2099-01-01T00:00:00Z"`
}

// SettlementRule is a version of it.
type SettlementRule struct {
	ID      uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000033"`
	GroupID uuid.UUID `json:"group_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000032"`
	Number  int       `json:"number" doc:"The version of the rule, 1 for the first." example:"1"`
	SettlementRuleFields
	ValidTo *time.Time `json:"valid_to" doc:"The first quarter hour it holds for no more; null until another follows." example:"2099-01-01T00:00:00Z"`
	NotedAt time.Time  `json:"noted_at" example:"2026-06-01T08:00:00Z"`
	NotedBy string     `json:"noted_by" example:"user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
}

// SettlementRulePage is one page of rules.
type SettlementRulePage struct {
	Items []SettlementRule `json:"items" nullable:"false" doc:"Of one group, by number."`
	Next  string           `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// BalanceQuarter is the balance of one quarter hour. What nothing was posted to is null, not zero.
type BalanceQuarter struct {
	SlotFrom   time.Time `json:"slot_from" doc:"Its start." example:"2026-06-01T00:00:00Z"`
	OwnWh      *string   `json:"own_wh" doc:"What was posted to the group in Wh, to 0.01 half to even; null where nothing was." example:"-250.00"`
	ChildrenWh *string   `json:"children_wh" doc:"What was posted to all groups below it by the rules of that quarter hour." example:"250.00"`
	TotalWh    *string   `json:"total_wh" doc:"Both together." example:"0.00"`
	CO2G       *int64    `json:"co2_g" doc:"Emissions of the total in g; null where those of any posting are not known." example:"12"`
	Status     *string   `json:"status" enum:"PROVISIONAL,FINAL" doc:"FINAL where no posting of the total is provisional; null where there is none." example:"FINAL"`
	Sealed     bool      `json:"sealed" doc:"Whether the group is sealed in it." example:"false"`
}

// GroupBalance is the balance of a group in a period.
type GroupBalance struct {
	GroupID  uuid.UUID        `json:"group_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000032"`
	From     time.Time        `json:"from" example:"2026-06-01T00:00:00Z"`
	To       time.Time        `json:"to" doc:"Not included." example:"2026-06-02T00:00:00Z"`
	Quarters []BalanceQuarter `json:"quarters" nullable:"false" doc:"All quarter hours of the period."`
}

// EnergyTransactionFields is what is moved.
type EnergyTransactionFields struct {
	Name          string    `json:"name" minLength:"2" maxLength:"200" example:"PV surplus to the flat"`
	SourceID      uuid.UUID `json:"source_id" format:"uuid" doc:"The group that gives." example:"0198c0de-0000-7000-8000-000000000032"`
	DestinationID uuid.UUID `json:"destination_id" format:"uuid" doc:"The group that receives." example:"0198c0de-0000-7000-8000-000000000034"`
	StartsAt      time.Time `json:"starts_at" doc:"On a whole second; what is not aligned to quarter hours is shared out by seconds." example:"2026-06-01T00:00:00Z"`
	EndsAt        time.Time `json:"ends_at" doc:"Not included; at most 31 days and an hour later." example:"2026-06-01T01:00:00Z"`
	EnergyWh      string    `json:"energy_wh" maxLength:"15" doc:"More than 0, with at most two decimals." example:"1000.00"`
	CO2G          *int64    `json:"co2_g,omitempty" doc:"Emissions that travel with it in g; null where they are not known." example:"48"`
}

// EnergyTransaction is an amount that one group gave another.
type EnergyTransaction struct {
	ID uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000035"`
	EnergyTransactionFields
	Status      string     `json:"status" enum:"PROVISIONAL,FINAL" example:"PROVISIONAL"`
	ReversesID  *uuid.UUID `json:"reverses_id" format:"uuid" nullable:"true" doc:"The transaction that it takes back; null for none." example:"0198c0de-0000-7000-8000-000000000036"`
	ReversedBy  *uuid.UUID `json:"reversed_by_id" format:"uuid" nullable:"true" doc:"The transaction that takes it back; null for none." example:"0198c0de-0000-7000-8000-000000000037"`
	Disputed    int        `json:"disputed_quarters" doc:"Quarter hours that were sealed when it came: cases, in no balance." example:"0"`
	NotedAt     time.Time  `json:"noted_at" example:"2026-06-01T08:00:00Z"`
	NotedBy     string     `json:"noted_by" example:"user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	FinalisedAt *time.Time `json:"finalised_at" doc:"Null while it is provisional." example:"2026-06-02T08:00:00Z"`
	FinalisedBy *string    `json:"finalised_by" doc:"Null while it is provisional." example:"user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
}

// EnergyTransactionPage is one page of transactions.
type EnergyTransactionPage struct {
	Items []EnergyTransaction `json:"items" nullable:"false" doc:"Those that begin last first."`
	Next  string              `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// ReversalFields is how a reversal is called.
type ReversalFields struct {
	Name string `json:"name,omitempty" maxLength:"200" doc:"That of the transaction where it is left out." example:"Wrong meter"`
}

// EnergyPosting is an entry of the ledger.
type EnergyPosting struct {
	SlotFrom      time.Time `json:"slot_from" doc:"Start of the quarter hour." example:"2026-06-01T00:00:00Z"`
	GroupID       uuid.UUID `json:"group_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000032"`
	TransactionID uuid.UUID `json:"transaction_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000035"`
	Name          string    `json:"name" doc:"Of the transaction." example:"PV surplus to the flat"`
	EnergyWh      string    `json:"energy_wh" doc:"What the group received in Wh, negative where it gave; to 0.01 half to even." example:"-250.00"`
	EnergyJ       int64     `json:"energy_j" doc:"The same in J, exactly: the parts of a transaction sum to the whole." example:"-900000"`
	CO2G          *int64    `json:"co2_g" doc:"Of the same sign, in g; null where it is not known." example:"-12"`
	Status        string    `json:"status" enum:"PROVISIONAL,FINAL" example:"PROVISIONAL"`
}

// EnergyPostingPage is one page of postings.
type EnergyPostingPage struct {
	Items []EnergyPosting `json:"items" nullable:"false" doc:"By quarter hour."`
	Next  string          `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// SealFields is what is to be closed for ever.
type SealFields struct {
	SlotFrom time.Time `json:"slot_from" doc:"The first quarter hour." example:"2026-06-01T00:00:00Z"`
	SlotTo   time.Time `json:"slot_to" doc:"The first that is not closed." example:"2026-06-02T00:00:00Z"`
}

// BalanceSeal is quarter hours of a group that are closed for ever.
type BalanceSeal struct {
	ID      uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000038"`
	GroupID uuid.UUID `json:"group_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000032"`
	SealFields
	Postings int       `json:"postings" doc:"How many postings lie under it." example:"96"`
	Hash     string    `json:"hash" doc:"SHA-256 of the ordered postings, in hexadecimal digits." example:"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"`
	SealedAt time.Time `json:"sealed_at" example:"2026-06-02T08:00:00Z"`
	SealedBy string    `json:"sealed_by" example:"user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
}

// BalanceSealPage is one page of seals.
type BalanceSealPage struct {
	Items []BalanceSeal `json:"items" nullable:"false" doc:"Those of the newest quarter hours first."`
	Next  string        `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// BalanceDispute is what arrived for a group after it, or the other one, was sealed.
type BalanceDispute struct {
	ID            uuid.UUID  `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000039"`
	TransactionID uuid.UUID  `json:"transaction_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000035"`
	GroupID       uuid.UUID  `json:"group_id" format:"uuid" doc:"The group whose case it is." example:"0198c0de-0000-7000-8000-000000000032"`
	SealID        uuid.UUID  `json:"seal_id" format:"uuid" doc:"The seal it came too late for." example:"0198c0de-0000-7000-8000-000000000038"`
	SlotFrom      time.Time  `json:"slot_from" doc:"Start of the quarter hour." example:"2026-06-01T00:00:00Z"`
	EnergyWh      string     `json:"energy_wh" doc:"What the group would have received in Wh, negative where it would have given." example:"-250.00"`
	CO2G          *int64     `json:"co2_g" doc:"In g; null where it is not known." example:"-12"`
	NotedAt       time.Time  `json:"noted_at" doc:"When it arrived." example:"2026-06-03T08:00:00Z"`
	Version       int64      `json:"version" example:"1"`
	Resolution    *string    `json:"resolution" doc:"How people have settled it; null while it is open." example:"Paid apart from the ledger."`
	ResolvedAt    *time.Time `json:"resolved_at" doc:"Null while it is open." example:"2026-06-04T08:00:00Z"`
	ResolvedBy    *string    `json:"resolved_by" doc:"Null while it is open." example:"user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
}

// BalanceDisputePage is one page of cases.
type BalanceDisputePage struct {
	Items []BalanceDispute `json:"items" nullable:"false" doc:"Those that came last first."`
	Next  string           `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// ResolutionFields is how a case was settled.
type ResolutionFields struct {
	Version    int64  `json:"version" minimum:"1" doc:"The version that was read." example:"1"`
	Resolution string `json:"resolution" minLength:"2" maxLength:"2000" doc:"How people have settled it between them. No balance changes." example:"Paid apart from the ledger."`
}

// GroupInput names a group.
type GroupInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The group." example:"0198c0de-0000-7000-8000-000000000032"`
}

// TransactionInput names a transaction.
type TransactionInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The transaction." example:"0198c0de-0000-7000-8000-000000000035"`
}

// KeyInput makes a request that is sent again one and the same.
type KeyInput struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
}

type groupsInput struct {
	operation.Paging
	Kind     string    `query:"kind" enum:"SOURCE,CONSUMER,STORAGE,AGGREGATE,EXTERNAL"`
	Site     uuid.UUID `query:"site" format:"uuid" doc:"Those of this site alone."`
	Superior uuid.UUID `query:"superior" format:"uuid" doc:"Those that settle to this group alone."`
	Text     string    `query:"text" maxLength:"200" doc:"A part of the name, whatever its case."`
	Archived bool      `query:"archived" doc:"Those that are archived too."`
}

type makeGroupInput struct {
	KeyInput
	Body BalanceGroupFields
}

type changeGroupInput struct {
	GroupInput
	Body BalanceGroupRevision
}

type rulesInput struct {
	GroupInput
	operation.Paging
}

type ruleInput struct {
	GroupInput
	Body SettlementRuleFields
}

type balanceInput struct {
	GroupInput
	From time.Time `query:"from" required:"true" doc:"Start of a quarter hour." example:"2026-06-01T00:00:00Z"`
	To   time.Time `query:"to" required:"true" doc:"Start of a later one, not included; at most 31 days and an hour." example:"2026-06-02T00:00:00Z"`
}

type postingsInput struct {
	operation.Paging
	Group       uuid.UUID `query:"group" format:"uuid" doc:"Those of this group alone."`
	Transaction uuid.UUID `query:"transaction" format:"uuid" doc:"Those of this transaction alone."`
	From        time.Time `query:"from" doc:"Of this quarter hour and later." example:"2026-06-01T00:00:00Z"`
	To          time.Time `query:"to" doc:"Of earlier quarter hours." example:"2026-06-02T00:00:00Z"`
}

type transactionsInput struct {
	operation.Paging
	Group  uuid.UUID `query:"group" format:"uuid" doc:"In which this group gives or receives."`
	Status string    `query:"status" enum:"PROVISIONAL,FINAL"`
	Text   string    `query:"text" maxLength:"200" doc:"A part of the name, whatever its case."`
	From   time.Time `query:"from" doc:"That end later." example:"2026-06-01T00:00:00Z"`
	To     time.Time `query:"to" doc:"That begin earlier." example:"2026-06-02T00:00:00Z"`
}

type moveInput struct {
	KeyInput
	Body EnergyTransactionFields
}

type reverseInput struct {
	TransactionInput
	KeyInput
	Body ReversalFields
}

type sealInput struct {
	GroupInput
	KeyInput
	Body SealFields
}

// OfGroupInput is what a list of what groups have can be asked with.
type OfGroupInput struct {
	operation.Paging
	Group uuid.UUID `query:"group" format:"uuid" doc:"Those of this group alone."`
}

type disputesInput struct {
	OfGroupInput
	Open bool `query:"open" doc:"Those that are open alone."`
}

type resolveInput struct {
	ID   uuid.UUID `path:"id" format:"uuid" doc:"The case." example:"0198c0de-0000-7000-8000-000000000039"`
	Body ResolutionFields
}

type output[B any] struct{ Body B }

type fileOutput struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}
