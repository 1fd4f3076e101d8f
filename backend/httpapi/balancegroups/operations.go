package balancegroups

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/backend/balancegroup"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
)

type api struct {
	desk    operation.Desk
	service *balancegroup.Service
}

const (
	tag      = "Balance groups"
	keyAbout = "The same request with the same Idempotency-Key makes one. "
	ofWhole  = "The ledger is of the whole tenant: who is bound to sites sees none of it."
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *balancegroup.Service) []operation.Operation {
	a := api{desk: d, service: service}
	return append(a.groups(), a.ledger()...)
}

func (a api) groups() []operation.Operation {
	d, read, write := a.desk, operation.Needs(identity.Read), operation.Needs(identity.Contracts)
	return []operation.Operation{
		{
			ID: "balance-groups", Method: http.MethodGet, Path: "/api/balance-groups", Access: read, Tag: tag, Summary: "List balance groups", Bind: operation.With(d, a.listGroups),
			About: "Accounts of energy behind the meter, by name. " + ofWhole,
		},
		{
			ID: "balance-group", Method: http.MethodGet, Path: "/api/balance-groups/{id}", Access: read, Tag: tag, Summary: "A balance group", Bind: operation.With(d, a.group),
		},
		{
			ID: "make-balance-group", Method: http.MethodPost, Path: "/api/balance-groups", Access: write, Tag: tag, Summary: "Make a balance group", Bind: operation.With(d, a.makeGroup),
			About: keyAbout + "It begins and ends on quarter hours in UTC, and within the validity of its superior: INVALID_TIME_ALIGNMENT, INVALID_SETTLEMENT_RULE. PERIODS_OVERLAP where the asset has a group then.",
		},
		{
			ID: "change-balance-group", Method: http.MethodPut, Path: "/api/balance-groups/{id}", Access: write, Tag: tag, Summary: "Change a balance group", Bind: operation.With(d, a.changeGroup),
			About: "Kind and beginning stay; its superior changes by a rule. INVALID_TIMEFRAME where what is posted or a group below would be left outside its validity. Archived it takes no more transactions.",
		},
		{
			ID: "settlement-rules", Method: http.MethodGet, Path: "/api/balance-groups/{id}/rules", Access: read, Tag: tag, Summary: "Settlement rules of a group", Bind: operation.With(d, a.listRules),
			About: "To which group it settled, settles and will settle.",
		},
		{
			ID: "change-settlement-rule", Method: http.MethodPost, Path: "/api/balance-groups/{id}/rules", Access: write, Tag: tag, Summary: "Settle to another group", Bind: operation.With(d, a.settle),
			About: "From a quarter hour to come: what was settled stays as it was. INVALID_SETTLEMENT_RULE where it would begin earlier, the superior is not valid as long, or the group would lie below itself. The same again changes nothing.",
		},
		{
			ID: "group-balance", Method: http.MethodGet, Path: "/api/balance-groups/{id}/balance", Access: read, Tag: tag, Summary: "Balance of a group", Bind: operation.With(d, a.balance),
			About: "Per quarter hour in UTC: what was posted to it, to all groups below it, and both. What nothing was posted to is null.",
		},
		{
			ID: "group-balance-file", Method: http.MethodGet, Path: "/api/balance-groups/{id}/balance.csv", Access: read, Tag: tag, Summary: "Balance of a group as a file", Bind: operation.With(d, a.balanceFile),
			About: "The same as comma-separated values; what is not known is empty.", Describe: asFile,
		},
		{
			ID: "group-postings-file", Method: http.MethodGet, Path: "/api/balance-groups/{id}/postings.csv", Access: read, Tag: tag, Summary: "Postings of a group as a file", Bind: operation.With(d, a.postingsFile),
			About: "The entries of the ledger that make its own balance, as comma-separated values; at most 200,000.", Describe: asFile,
		},
		{
			ID: "seal-balance", Method: http.MethodPost, Path: "/api/balance-groups/{id}/seals", Access: write, Tag: tag, Summary: "Seal quarter hours of a group", Bind: operation.With(d, a.seal),
			About: keyAbout + "It cannot be undone: what arrives later becomes a case for both groups, in no balance. They must be over, something must be posted to the group, and nothing of it provisional: INVALID_TIMEFRAME, INVALID_BALANCE_GROUP_STATUS.",
		},
	}
}

func (a api) ledger() []operation.Operation {
	d, read, write := a.desk, operation.Needs(identity.Read), operation.Needs(identity.Contracts)
	return []operation.Operation{
		{
			ID: "balance-seals", Method: http.MethodGet, Path: "/api/balance-seals", Access: read, Tag: tag, Summary: "List seals", Bind: operation.With(d, a.listSeals),
			About: "Quarter hours that are closed for ever, with the hash of what was posted in them. " + ofWhole,
		},
		{
			ID: "energy-transactions", Method: http.MethodGet, Path: "/api/energy-transactions", Access: read, Tag: tag, Summary: "List energy transactions", Bind: operation.With(d, a.listTransactions),
			About: "What one group gave another. " + ofWhole,
		},
		{
			ID: "energy-transaction", Method: http.MethodGet, Path: "/api/energy-transactions/{id}", Access: read, Tag: tag, Summary: "An energy transaction", Bind: operation.With(d, a.transaction),
		},
		{
			ID: "move-energy", Method: http.MethodPost, Path: "/api/energy-transactions", Access: write, Tag: tag, Summary: "Enter an energy transaction", Bind: operation.With(d, a.move),
			About: keyAbout + "It is posted at once, provisional, in quarter hours of UTC: shared out by seconds with the largest remainder, so that the parts are the whole. Nothing of it changes afterwards; " +
				"a correction is a reversal and another one. Quarter hours that are sealed for one of both groups become cases.",
		},
		{
			ID: "finalise-transaction", Method: http.MethodPost, Path: "/api/energy-transactions/{id}/finalise", Access: write, Tag: tag, Summary: "Finalise an energy transaction", Bind: operation.With(d, a.finalise),
			About: "It is final for ever; one that is stays as it is.",
		},
		{
			ID: "reverse-transaction", Method: http.MethodPost, Path: "/api/energy-transactions/{id}/reverse", Access: write, Tag: tag, Summary: "Take an energy transaction back", Bind: operation.With(d, a.reverse),
			About: keyAbout + "By another one that moves the same the other way, provisional. INVALID_BALANCE_GROUP_STATUS for one that was taken back already or is a reversal.",
		},
		{
			ID: "energy-postings", Method: http.MethodGet, Path: "/api/energy-postings", Access: read, Tag: tag, Summary: "List postings", Bind: operation.With(d, a.listPostings),
			About: "The entries of the ledger by quarter hour. " + ofWhole,
		},
		{
			ID: "balance-disputes", Method: http.MethodGet, Path: "/api/balance-disputes", Access: read, Tag: tag, Summary: "List cases of what came too late", Bind: operation.With(d, a.listDisputes),
			About: "What arrived after one of both groups was sealed: a case for each, in no balance. " + ofWhole,
		},
		{
			ID: "resolve-dispute", Method: http.MethodPost, Path: "/api/balance-disputes/{id}/resolve", Access: write, Tag: tag, Summary: "Note how a case was settled", Bind: operation.With(d, a.resolve),
			About: "Once; no balance changes. VERSION_CONFLICT where somebody has already.",
		},
	}
}

func asFile(_ huma.Registry, op *huma.Operation) {
	op.Responses["200"] = &huma.Response{Description: "The file.", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}
}
