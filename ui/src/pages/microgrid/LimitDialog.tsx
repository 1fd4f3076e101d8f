import { TextField } from '@mui/material';
import { useState } from 'react';
import { useSaveLimits, type ConstraintType, type LimitRequest, type NodeLimit } from '../../api/microgrid';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from '../admin/FormDialog';
import { useGrid } from './context';
import { nodeName } from './explain';
import { Select } from './NodeEditor';
import { typedWatts, wattsOf } from './words';

const kinds: readonly ConstraintType[] = ['CONSUMPTION_CAP', 'GENERATION_CAP', 'NET_CAP'];
const sources: readonly NodeLimit['source_type'][] = ['MANUAL', 'STATIC_POLICY', 'PHYSICAL_DERIVED', 'FAIL_SAFE'];

/** A node's limits, one of each kind at most; what is emptied is retired. */
export function LimitDialog({ node, onClose }: { node: string; onClose: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const { id, depot, lexicon } = useGrid();
  const save = useSaveLimits(id);
  const [wrong, setWrong] = useState('');
  const [source, setSource] = useState<NodeLimit['source_type']>('MANUAL');
  const held = new Map(depot.node_limits.filter((l) => l.node_id === node).map((l) => [l.constraint_type, l]));
  const submit = (form: FormData) => {
    const typed = kinds.map((kind) => ({ kind, watts: wattsOf(String(form.get(kind) ?? '')) }));
    const bad = typed.find(({ watts }) => watts !== null && !(watts >= 0));
    setWrong(bad ? t('nodelimit.bad', { kind: t(`microgrid.kind.${bad.kind}`) }) : '');
    if (bad) return;
    const limits = typed.flatMap(({ kind, watts }): LimitRequest[] => {
      const old = held.get(kind);
      if (watts === null) return old ? [{ ...body(old), status: 'INACTIVE' }] : [];
      if (old?.limit_watts === watts) return [];
      return [{ ...(old ? { node_limit_id: old.node_limit_id } : {}), node_id: node, constraint_type: kind, limit_watts: watts, source_type: source, status: 'ACTIVE' }];
    });
    save.mutate(limits, { onSuccess: onClose });
  };
  return (
    <FormDialog title={t('nodelimit.title', { node: nodeName(lexicon, node) })} lead={t('nodelimit.lead')} submit={t('nodelimit.save')} busy={save.isPending} problem={wrong || save.error} onSubmit={submit} onClose={onClose}>
      {kinds.map((kind) => (
        <TextField key={kind} name={kind} label={t('nodelimit.of', { kind: t(`microgrid.kind.${kind}`) })} defaultValue={typedWatts(held.get(kind)?.limit_watts, texts)} autoComplete="off" slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
      ))}
      <Select label={t('nodelimit.source')} value={source} onChange={(s) => setSource(s as NodeLimit['source_type'])} options={sources.map((s) => [s, t(`microgrid.source.${s}`)])} />
    </FormDialog>
  );
}

function body(l: NodeLimit) {
  return { node_limit_id: l.node_limit_id, node_id: l.node_id, constraint_type: l.constraint_type, limit_watts: l.limit_watts, source_type: l.source_type };
}
