package balancegroups

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"ohmstead/backend/balancegroup"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/reports"
	"ohmstead/energy/ledger"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

func (a api) balanceFile(ctx context.Context, c operation.Caller, in *balanceInput) (*fileOutput, error) {
	found, err := a.balance(ctx, c, in)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"slot_from", "own_wh", "children_wh", "total_wh", "co2_g", "status", "sealed"}}
	for _, q := range found.Body.Quarters {
		rows = append(rows, []string{q.SlotFrom.Format(time.RFC3339), orEmpty(q.OwnWh), orEmpty(q.ChildrenWh), orEmpty(q.TotalWh), grams(q.CO2G), orEmpty(q.Status), strconv.FormatBool(q.Sealed)})
	}
	return file("balance-"+in.ID.String(), rows), nil
}

// maxRows is how many postings a file holds.
const maxRows = 200_000

func (a api) postingsFile(ctx context.Context, c operation.Caller, in *balanceInput) (*fileOutput, error) {
	g, err := a.service.BalanceGroup(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find the group: %w", err)
	}
	period := slot.Interval{From: in.From.UTC(), To: in.To.UTC()}
	if err := ledger.CheckSlots(g.Name, period); err != nil {
		return nil, fmt.Errorf("check the period: %w", err)
	}
	rows := [][]string{{"slot_from", "group_id", "transaction_id", "name", "energy_wh", "energy_j", "co2_g", "status"}}
	found, err := a.service.EnergyPostings(ctx, c.Scope, balancegroup.PostingFilter{Group: in.ID, Span: period, Limit: maxRows + 1})
	if err != nil {
		return nil, fmt.Errorf("list postings: %w", err)
	}
	if len(found) > maxRows {
		return nil, reason.Invalid("to", in.To.UTC().Format(time.RFC3339), "an earlier time: at most 200000 postings")
	}
	for _, posting := range found {
		p := postingOf(posting)
		rows = append(rows, []string{
			p.SlotFrom.Format(time.RFC3339), p.GroupID.String(), p.TransactionID.String(), reports.Plain(p.Name), p.EnergyWh, strconv.FormatInt(p.EnergyJ, 10), grams(p.CO2G), p.Status,
		})
	}
	return file("postings-"+in.ID.String(), rows), nil
}

func file(name string, rows [][]string) *fileOutput {
	var out bytes.Buffer
	_ = csv.NewWriter(&out).WriteAll(rows) // a buffer takes everything
	return &fileOutput{Type: "text/csv; charset=utf-8; header=present", Disposition: fmt.Sprintf("attachment; filename=%q", name+".csv"), Body: out.Bytes()}
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func grams(g *int64) string {
	if g == nil {
		return ""
	}
	return strconv.FormatInt(*g, 10)
}
