import type { Allocation, Cycle, DepotMicrogrid, MicrogridNode, MicrogridNow } from '../../api/microgrid';

// A depot with one feeder, on which a hall and three chargers hang.

const microgrid_id = 'm';
/** Null where the description of the API knows of none. */
const none = null as never;
const at = '2026-06-01T12:00:00Z';

function node(node_id: string, parent_node_id: string | null, name: string, node_type: NonNullable<MicrogridNode['node_type']>): MicrogridNode {
  return { node_id, microgrid_id, parent_node_id: parent_node_id ?? none, name, node_type, attached_asset_type: none, attached_asset_id: none, status: 'ACTIVE', display_order: 0 };
}

export const depot: DepotMicrogrid = {
  microgrid: { microgrid_id, depot_id: 's', version: 3 },
  nodes: [node('f', null, 'Feeder B', 'GRID_CONNECTION'), node('h', 'f', 'Hall', 'CIRCUIT'), node('c7', 'f', 'Charger 7', 'CONNECTOR'), node('c8', 'f', 'Charger 8', 'CONNECTOR'), node('c9', 'f', '', 'CONNECTOR')],
  node_limits: [{ node_limit_id: 'l', microgrid_id, node_id: 'f', constraint_type: 'CONSUMPTION_CAP', limit_watts: 20_000, source_type: 'MANUAL', status: 'ACTIVE', updated_at: at }],
  control_points: [
    { control_point_id: 'p', microgrid_id, node_id: none, capability_type: 'LOAD_BALANCING', state: 'enabled', control_source: 'LOCAL', description: 'Balances', local_config: null, external_config_type: null, external_config_ref: null, schedule_ref: null, status: none },
  ],
  circuits: [],
  operating_envelopes: [],
  sources: [],
};

function standing(node_id: string | null, demand_watts: number | null, source_mode = 'MEASURED') {
  return { node_id: node_id ?? none, demand_watts, source_mode, observed_at: at, limits: [] };
}

export const now: MicrogridNow = {
  whole: standing(null, 16_000),
  nodes: [
    { ...standing('f', 16_000), limits: [{ constraint_type: 'CONSUMPTION_CAP', limit_watts: 20_000, least_watts: null, set_by: 'l', set_by_kind: 'NODE_LIMIT', reason_codes: [], headroom_watts: 4_000 }] },
    standing('h', 9_000),
    standing('c7', 4_000),
    standing('c8', 3_000),
    standing('c9', null, ''),
  ],
  reason_codes: [],
  missing_inputs: [],
  freshness_seconds: 60,
};

export function allocation(node_id: string, requested_watts: number, allocated_watts: number, bound_by: Allocation['bound_by'] = []): Allocation {
  return { node_id, requested_watts, allocated_watts, demand_watts: allocated_watts, source_mode: 'MEASURED', bound_by };
}

const feeder = { node_id: 'f', constraint_type: 'CONSUMPTION_CAP', constraint_ref: 'l', reason_code: 'AGGREGATE_CAP_EXCEEDED', limit_watts: 20_000 };

export const cycle: Cycle = {
  cycle_id: 'y', microgrid_id, node_id: none, topology_version: 3, started_at: at, ended_at: at, outcome: 'CURTAILED', reason_codes: ['AGGREGATE_CAP_EXCEEDED'],
  allocation_summary: {
    requested_watts: 19_000,
    allocated_watts: 11_000,
    by_node: [allocation('c9', 1_900, 1_900), allocation('c7', 11_000, 4_100, [feeder]), allocation('c8', 6_100, 5_000, [feeder]), allocation('f', 19_000, 11_000), allocation('h', 0, 0)],
  },
  breaches: [],
  safe_action: { taken: 'NONE', leaves: [] },
  missing_inputs: [],
  audit: { actor: 'user:u', source: 'OPERATOR', correlation_id: 'k', policy_version: 0, enforced: true, inputs: [], thresholds: { freshness_seconds: 60 } },
};

const leaf = { since_cycle: 'y', ordered_at: at, confirmed_at: at, ended_at: null, reason_code: '', params: {}, text_en: '', text_de: '' };

export const execution = {
  cycle_id: 'y',
  enforced: true,
  leaves: [
    { ...leaf, node_id: 'c7', asked_watts: 4_100, ordered_watts: 4_100, confirmed_watts: 4_100 },
    { ...leaf, node_id: 'c8', asked_watts: 5_000, ordered_watts: 3_000, confirmed_watts: null, confirmed_at: null, reason_code: 'RAISE_LEFT_UNDONE', params: { node: 'c9' } },
    { ...leaf, node_id: 'c9', asked_watts: 1_900, ordered_watts: null, ordered_at: null, confirmed_watts: null, confirmed_at: null },
  ],
};
