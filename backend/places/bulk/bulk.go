package bulk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// Kind is what a row is about; CSV files are named after it.
type Kind string

// Kinds of rows, in the order in which they are stored.
const (
	Nodes       Kind = "org_nodes"
	Sites       Kind = "sites"
	Assets      Kind = "assets"
	EVSEs       Kind = "evses"
	Connections Kind = "grid_connections"
	Constraints Kind = "grid_constraints"
	Contracts   Kind = "energy_contracts"
	Allocations Kind = "asset_contract_links"
)

// Kinds lists them.
func Kinds() []Kind {
	return []Kind{Nodes, Sites, Assets, EVSEs, Connections, Constraints, Contracts, Allocations}
}

// Fields are those of a kind's rows, the keys first.
func (k Kind) Fields() []string {
	switch k {
	case Nodes:
		return []string{"key", "kind", "name", "parent"}
	case Sites:
		return []string{
			"key", "name", "time_zone", "parent", "address", "latitude", "longitude", "segment", "market_region", "grid_operator_id",
			"capex", "capex_currency", "commissioned_on",
		}
	case Assets:
		return []string{
			"site", "key", "nature", "name", "asset_type", "enabled", "parent", "manufacturer", "model", "commissioned_on",
			"max_apparent_power_va", "max_active_power_watts", "capacity_wh", "peak_limit_watts", "soc_min_percent", "soc_max_percent",
		}
	case EVSEs:
		return []string{"site", "ocpp_id", "asset", "connector_types", "cluster_id", "max_power_watts"}
	case Connections:
		return []string{
			"site", "name", "meter", "operator_id", "voltage_level", "import_capacity_watts", "export_capacity_watts",
			"curtailment_policy", "protection_scheme", "market_region",
		}
	case Constraints:
		return []string{"site", "connection", "type", "effective_from", "effective_to", "value", "unit"}
	case Contracts:
		return []string{"key", "counterparty", "contract_type", "starts_at", "ends_at", "settlement_model", "terms_ref"}
	case Allocations:
		return []string{"site", "asset", "contract", "effective_from", "effective_to", "allocated_watts"}
	default:
		return nil
	}
}

func kindNames() string {
	names := make([]string, 0, len(Kinds()))
	for _, k := range Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// File is a file as somebody brought it. Its name says what it is: sites.csv, assets-2026.csv,
// places.yaml.
type File struct{ Name, Content string }

// Job is what is to be taken over; a dry one stores nothing.
type Job struct {
	Files []File
	Dry   bool
	Now   time.Time
}

// Problem is why a row cannot be taken over. Line counts from 1; Field is "" where it is the whole row
// or file.
type Problem struct {
	File  string
	Line  int
	Field string
	Why   *reason.Error

	row *row // that it is about, nil for none
}

// String is the problem in one line, with its place first as editors jump to it.
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %v", p.File, p.Line, p.Why) }

// Outcome is what becomes of a row.
type Outcome string

// Outcomes of rows.
const (
	Made    Outcome = "MADE"
	Changed Outcome = "CHANGED"
	Same    Outcome = "SAME" // all of it is known already
)

// Row is a row that can be taken over, and what becomes of it.
type Row struct {
	File    string
	Line    int
	Kind    Kind
	Key     string
	Outcome Outcome
}

// Report is what an import comes to. Where there are problems nothing is stored.
type Report struct {
	Rows     []Row
	Problems []Problem
	Stored   bool
}

// Together runs do as one transaction: what it changes in ctx is kept all at once where it says so and
// did not fail, and not at all otherwise. A change that is refused leaves those before it as they are.
type Together func(ctx context.Context, scope identity.Scope, do func(ctx context.Context) (keep bool, err error)) error

// Service takes files over.
type Service struct {
	tree     places.Tree
	shelves  places.Shelves
	together Together
}

// NewService is a Service over a store whose tree and shelves take part in its transactions.
func NewService(tree places.Tree, shelves places.Shelves, together Together) *Service {
	return &Service{tree: tree, shelves: shelves, together: together}
}

// maxRows bounds what is taken over at once, so that a busy machine still answers within the time of a
// request: one row takes six statements.
const maxRows = 2_000

// Run takes files over in the name of a principal, as far as it holds PLACES (CONTRACTS for contracts and
// what is promised under them), or says what stands against it. MISSING_FIELD without files.
func (s *Service) Run(ctx context.Context, by identity.Principal, job Job) (Report, error) {
	if len(job.Files) == 0 {
		return Report{}, reason.New(reason.MissingField, reason.Params{"field": "files"})
	}
	rows, problems := read(job.Files)
	if len(rows) > maxRows {
		return Report{}, reason.Invalid("files", fmt.Sprintf("%d rows", len(rows)), fmt.Sprintf("at most %d rows at once", maxRows))
	}
	var report Report
	err := s.together(ctx, by.For(identity.Places), func(ctx context.Context) (bool, error) {
		t := &taking{Service: s, by: by, now: job.Now, rows: rows, problems: problems, failed: map[string]bool{}}
		if err := t.run(ctx); err != nil {
			return false, err
		}
		report = Report{Rows: t.done, Problems: t.problems, Stored: !job.Dry && len(t.problems) == 0}
		return report.Stored, nil
	})
	if err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	order := map[string]int{}
	for i, f := range job.Files {
		order[f.Name] = i
	}
	slices.SortStableFunc(report.Problems, func(a, b Problem) int {
		return cmp.Or(order[a.File]-order[b.File], a.Line-b.Line)
	})
	return report, nil
}
