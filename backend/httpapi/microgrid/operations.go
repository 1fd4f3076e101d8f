package microgrid

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/topology"
)

// Tag is under which the API description lists what document 004 defines.
const Tag = "Microgrid"

type api struct {
	service *microgrid.Service
	desk    operation.Desk
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *microgrid.Service) []operation.Operation {
	refuse := d.Refuse
	d.Refuse = func(ctx context.Context, err error) error { return refuse(ctx, Explained(err)) }
	a := api{service: service, desk: d}
	all := slices.Concat(a.topology(), a.limits(), a.points(), a.cycles(), a.envelopes(), a.capacities(), a.depot())
	all = slices.Concat(all, a.present(), a.candidates())
	for i := range all {
		all[i].Tag = Tag
	}
	return all
}

func (a api) topology() []operation.Operation {
	read, configure := operation.Needs(identity.Read), operation.Needs(identity.Configure)
	return []operation.Operation{
		{
			ID: "topology", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/topology", Access: read, Summary: "The tree of a microgrid", Bind: operation.With(a.desk, a.readTopology),
			About: "The microgrid and its nodes.",
		},
		{
			ID: "edit-topology", Method: http.MethodPost, Path: "/api/microgrid/{microgrid_id}/topology", Access: configure, Summary: "Change the tree", Bind: operation.With(a.desk, a.editTopology), Large: true,
			About: "Replaces all nodes, or applies operations in their order, all or none. version is the one that was read: TOPOLOGY_VERSION_CONFLICT where there is another by now, looked at before anything else.",
		},
		{
			ID: "resources", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/resources", Access: read, Summary: "Things of a microgrid", Bind: operation.With(a.desk, a.resources),
			About: "Nodes as a collection, whatever way they hang together.",
		},
	}
}

func (a api) limits() []operation.Operation {
	return []operation.Operation{
		{
			ID: "node-limits", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/node-limits", Access: operation.Needs(identity.Read), Summary: "Limits of nodes", Bind: operation.With(a.desk, a.readLimits),
			About: "The ACTIVE ones.",
		},
		{
			ID: "save-node-limit", Method: http.MethodPost, Path: "/api/microgrid/{microgrid_id}/node-limits", Access: operation.Needs(identity.Configure), Summary: "Set a limit of a node", Bind: operation.With(a.desk, a.saveLimit),
			About: "Creates a limit, or updates the one whose id it has. A node has at most one ACTIVE limit of a kind.",
		},
	}
}

func (a api) points() []operation.Operation {
	read := operation.Needs(identity.Read)
	return []operation.Operation{
		{
			ID: "control-points", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/control-points", Access: read, Summary: "Capabilities of a microgrid", Bind: operation.With(a.desk, a.readPoints),
			About: "Control points, each with its latest status where it has one. The filters combine.",
		},
		{
			ID: "save-control-point", Method: http.MethodPost, Path: "/api/microgrid/{microgrid_id}/control-points/{control_point_id}", Access: operation.Needs(identity.Configure), Summary: "Set a control point", Bind: operation.With(a.desk, a.savePoint),
			About: "Creates a control point under an id of the caller's choice, or replaces the one of this id. schedule_ref is for LOCAL control and is never cleared silently.",
		},
		{
			ID: "status-events", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/control-points/{control_point_id}/status-events", Access: read, Summary: "History of a control point", Bind: operation.With(a.desk, a.history),
			About: "Every event as it came, the last observed first.",
		},
		{
			ID: "record-status", Method: http.MethodPost, Path: "/api/microgrid/{microgrid_id}/control-points/{control_point_id}/status-events", Access: operation.Needs(identity.Ingest), Summary: "Report a status", Bind: operation.With(a.desk, a.record),
			About: "Appends an event; events are never changed. The same source_event_ref with the same content is answered with the same event.",
		},
	}
}

func (a api) depot() []operation.Operation {
	configure := operation.Needs(identity.Configure)
	return []operation.Operation{
		{
			ID: "depot-microgrid", Method: http.MethodGet, Path: "/api/depot/{depot_id}/microgrid", Access: operation.Needs(identity.Read), Summary: "The microgrid of a site", Bind: operation.With(a.desk, a.ofDepot),
			About: "The tree with its limits, capabilities, envelopes in force, and circuits with what each may carry now and what sets that.",
		},
		{
			ID: "resync-microgrid", Method: http.MethodPost, Path: "/api/depot/{depot_id}/microgrid/resync", Access: configure, Summary: "Make the feeders' nodes anew", Bind: operation.With(a.desk, a.resync),
			About: "Makes the managed first-level nodes from the site's feeders. Known feeders keep their node and all below it; run twice it changes nothing the second time.",
		},
		{
			ID: "record-depot-status", Method: http.MethodPost, Path: "/api/depot/{depot_id}/microgrid/capability-status-events", Access: operation.Needs(identity.Ingest), Summary: "Report a status of the whole microgrid", Bind: operation.With(a.desk, a.recordForDepot),
			About: "As for a control point; capability_type, which is required here, names that of the whole microgrid.",
		},
		{
			ID: "save-circuit", Method: http.MethodPost, Path: "/api/depot/{depot_id}/circuits/{circuit_id}", Access: configure, Summary: "Set a circuit", Bind: operation.With(a.desk, a.saveCircuit),
			About: "Creates a circuit under an id of the caller's choice with version 0, or replaces the one whose version was read. A circuit without a parent is a feeder; resync makes its node.",
		},
		{
			ID: "remove-circuit", Method: http.MethodDelete, Path: "/api/depot/{depot_id}/circuits/{circuit_id}", Access: configure, Summary: "Remove a circuit", Bind: operation.With(a.desk, a.removeCircuit),
			About: "Its node stays until the next resync.",
		},
	}
}

func reply[T any](a api, id topology.ID, result T) *output[T] {
	return &output[T]{Body: Reply[T]{MicrogridID: uuid.MustParse(string(id)), Timestamp: a.desk.Now().UTC().Truncate(time.Microsecond), Result: result}}
}
