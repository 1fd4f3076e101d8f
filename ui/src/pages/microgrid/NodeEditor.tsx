import { Box, Button, MenuItem, TextField } from '@mui/material';
import type { MicrogridNode } from '../../api/microgrid';
import { newOrderID } from '../../control/acts';
import { useTexts } from '../../i18n/useTexts';
import { useGrid } from './context';
import { nodeName } from './explain';
import { parentsFor } from './merge';
import { Section } from './NodePanel';
import type { Draft } from './useDraft';
import { knowing } from './words';

type NodeType = NonNullable<MicrogridNode['node_type']>;

const inner: readonly NodeType[] = ['CIRCUIT', 'CHARGE_POINT', 'CONNECTOR', 'POWER_SOURCE', 'VIRTUAL'];
const assetTypes: Record<NodeType, MicrogridNode['attached_asset_type']> = { GRID_CONNECTION: 'CIRCUIT', CIRCUIT: 'CIRCUIT', CHARGE_POINT: 'CHARGE_POINT', CONNECTOR: 'CONNECTOR', POWER_SOURCE: 'POWER_SOURCE', VIRTUAL: null };
const none = null as never; // the API takes null here, its description does not say so

/** The fields of a node while the tree is being edited. */
export function NodeEditor({ node, draft }: { node: MicrogridNode; draft: Draft }) {
  const { t } = useTexts();
  const { look } = useGrid();
  const nodes = draft.begun?.nodes ?? [];
  const set = (change: Partial<MicrogridNode>) => draft.change((was) => was.map((n) => (n.node_id === node.node_id ? { ...n, ...change } : n)));
  const add = () => {
    const child: MicrogridNode = { node_id: newOrderID(), parent_node_id: node.node_id, name: t('topology.new_name'), node_type: 'CONNECTOR', status: 'ACTIVE', display_order: nodes.length };
    draft.change((was) => [...was, child]);
    look(child.node_id);
  };
  return (
    <Section title={t('topology.change')}>
      <Box data-testid="node-editor" sx={{ display: 'flex', flexDirection: 'column', gap: 2, mt: 1.5 }}>
        <TextField size="small" label={t('topology.field.name')} value={node.name ?? ''} onChange={(e) => set({ name: e.target.value })} slotProps={{ htmlInput: { maxLength: 200 } }} />
        {node.parent_node_id ? <Place node={node} nodes={nodes} set={set} /> : null}
        {node.parent_node_id ? <Attached node={node} nodes={nodes} set={set} /> : null}
        {!node.parent_node_id && node.attached_asset_id ? <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{t('topology.managed')}</Box> : null}
        <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 2 }}>
          <Select label={t('topology.field.status')} value={node.status ?? 'ACTIVE'} onChange={(status) => set({ status: status as NonNullable<MicrogridNode['status']> })} options={(['ACTIVE', 'MAINTENANCE', 'UNAVAILABLE'] as const).map((s) => [s, t(`microgrid.status.${s}`)])} />
          <TextField size="small" type="number" label={t('topology.field.order')} value={node.display_order ?? 0} onChange={(e) => set({ display_order: Math.max(0, Math.min(1_000_000, Math.trunc(Number(e.target.value) || 0))) })} />
        </Box>
        <Button variant="outlined" onClick={add}>{t('topology.add_below')}</Button>
        <Removal node={node} nodes={nodes} draft={draft} />
      </Box>
    </Section>
  );
}

interface PartProps {
  node: MicrogridNode;
  nodes: readonly MicrogridNode[];
  set: (change: Partial<MicrogridNode>) => void;
}

function Place({ node, nodes, set }: PartProps) {
  const { t } = useTexts();
  const { lexicon } = useGrid();
  const words = knowing(lexicon, nodes);
  const places = parentsFor(nodes, node.node_id).map((p): [string, string] => [p.node_id, nodeName(words, p.node_id)]);
  const retype = (node_type: NodeType) => set({ node_type, ...(assetTypes[node_type] && node.attached_asset_id ? { attached_asset_type: assetTypes[node_type] ?? none } : { attached_asset_type: none, attached_asset_id: none }) });
  return (
    <>
      <Select label={t('topology.field.parent')} value={node.parent_node_id ?? ''} onChange={(parent_node_id) => set({ parent_node_id })} options={places} />
      <Select label={t('topology.field.type')} value={node.node_type ?? 'CIRCUIT'} onChange={(type) => retype(type as NodeType)} options={inner.map((i) => [i, t(`microgrid.type.${i}`)])} />
    </>
  );
}

/** Which of the site's assets a node stands for; one that stands elsewhere already is not offered. */
function Attached({ node, nodes, set }: PartProps) {
  const { t } = useTexts();
  const { assets } = useGrid();
  const kind = assetTypes[node.node_type ?? 'CIRCUIT'];
  if (!kind) return null;
  const taken = new Set(nodes.filter((n) => n.node_id !== node.node_id).map((n) => n.attached_asset_id));
  const free = [...assets.values()].filter((a) => !taken.has(a.id)).map((a): [string, string] => [a.id, `${a.name} (${a.key})`]);
  const id = node.attached_asset_id ?? '';
  const options: [string, string][] = [['', t('topology.nothing')], ...free, ...(id && !assets.has(id) ? [[id, id] as [string, string]] : [])];
  return <Select label={t('topology.field.attached')} value={id} onChange={(to) => set(to ? { attached_asset_id: to, attached_asset_type: kind } : { attached_asset_id: none, attached_asset_type: none })} options={options} />;
}

function Removal({ node, nodes, draft }: { node: MicrogridNode; nodes: readonly MicrogridNode[]; draft: Draft }) {
  const { t } = useTexts();
  const { depot, look } = useGrid();
  const id = node.node_id;
  const used = nodes.some((n) => n.parent_node_id === id) || depot.node_limits.some((l) => l.node_id === id) || depot.control_points.some((p) => p.node_id === id);
  const remove = () => {
    draft.change((was) => was.filter((n) => n.node_id !== id));
    look('');
  };
  return (
    <Box>
      <Button color="error" onClick={remove} disabled={used} fullWidth>
        {t('topology.remove')}
      </Button>
      {used ? <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{t('topology.remove_not')}</Box> : null}
    </Box>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
}

export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <TextField select size="small" label={label} value={options.some(([v]) => v === value) ? value : ''} onChange={(e) => onChange(e.target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
      {options.map(([v, text]) => (
        <MenuItem key={v} value={v}>
          {text}
        </MenuItem>
      ))}
    </TextField>
  );
}
