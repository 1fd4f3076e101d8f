package main

// badSnapshots are what people get wrong in a file for ohmstead balance.
func badSnapshots() []badInput {
	snapshot := func(rest, request, node string) map[string]string {
		return map[string]string{"s.yaml": "now: 2026-06-01T12:00:00Z\nmicrogrid: {microgrid_id: yard}\nnodes:\n  - {node_id: gc, node_type: GRID_CONNECTION" + node + "}\n" +
			"  - {node_id: plug-1, parent_node_id: gc, node_type: CONNECTOR}\nrequests: [{node_id: plug-1, requested_watts: 7000" + request + "}]\n" + rest}
	}
	return []badInput{
		{"a snapshot that is not there", nil, "balance nowhere.yaml", 1, 2},
		{"a snapshot without an instant and with an unknown field", map[string]string{"s.yaml": "microgrid: {microgrid_id: yard}\nnodess: []\n"}, "balance s.yaml", 2, 2},
		{"a snapshot with an instant that is none", map[string]string{"s.yaml": "now: noon\nmicrogrid: {microgrid_id: yard}\n"}, "balance s.yaml", 1, 2},
		{"a phase that does not exist", snapshot("", "", ", phases: L4"), "balance s.yaml", 1, 2},
		{"a negative limit", snapshot("node_limits: [{node_limit_id: l, node_id: gc, constraint_type: CONSUMPTION_CAP, limit_watts: -5}]\n", "", ""), "balance s.yaml", 1, 2},
		{"two active limits of one kind on a node", snapshot("node_limits:\n  - {node_limit_id: l, node_id: gc, constraint_type: NET_CAP, limit_watts: 5}\n  - {node_limit_id: m, node_id: gc, constraint_type: NET_CAP, limit_watts: 6}\n", "", ""), "balance s.yaml", 1, 2},
		{"an envelope whose block lies outside of it", snapshot("operating_envelopes:\n  - {envelope_id: e, node_id: gc, envelope_type: OVERRIDE, constraint_type: CONSUMPTION_CAP, effective_from: 2026-06-01T12:00:00Z, effective_to: 2026-06-01T13:00:00Z, blocks: [{block_from: 2026-06-01T12:00:00Z, block_to: 2026-06-01T14:00:00Z, max_limit_watts: 5}]}\n", "", ""), "balance s.yaml", 1, 2},
		{"a reading of a node that does not exist", snapshot("telemetry: [{node_id: plug-9, power_watts: 0}]\n", "", ""), "balance s.yaml", 1, 2},
		{"a request whose minimum is above its maximum", snapshot("", ", min_watts: 4140, max_watts: 3680", ""), "balance s.yaml", 1, 2},
		{"a strategy that does not exist", snapshot("policy: {strategy: FIRST_COME}\n", "", ""), "balance s.yaml", 1, 2},
		{"a limit of current for two phases", snapshot("current_limits: [{node_id: gc, limit_ma: [32000, 32000]}]\n", "", ""), "balance s.yaml", 1, 2},
		{"an explanation in a language that is not spoken", nil, "balance --language fr s.yaml", 1, 2},
	}
}

// badEnvelopes are files of envelopes that nobody can take.
func badEnvelopes() []badInput {
	return []badInput{
		{"an envelope with two faults", map[string]string{"e.yaml": "microgrid_id: m\noperating_envelopes:\n  - {envelope_id: a, node_id: n, envelope_type: FORECST, constraint_type: NET_CAP, effective_from: noon, effective_to: 2026-06-01T13:00:00Z, blocks: []}\n"}, "envelope submit e.yaml", 2, 2},
		{"an envelope that is handed over by nobody", map[string]string{"e.yaml": "microgrid_id: m\nwithdrawals:\n  - {source_ref: a}\n"}, "envelope withdraw e.yaml", 1, 2},
		{"a withdrawal of nothing", map[string]string{"e.yaml": "microgrid_id: m\nwithdrawals:\n  - {}\n"}, "envelope withdraw e.yaml", 1, 2},
	}
}
