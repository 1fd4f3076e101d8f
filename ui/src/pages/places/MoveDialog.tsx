import { Autocomplete, TextField } from '@mui/material';
import { useMemo, useState } from 'react';
import { useChangeNode, type OrgNode } from '../../api/places';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from '../admin/FormDialog';
import type { NodeDialogProps } from './NodeDialogs';
import { holds, pathsOf, targetsOf } from './tree';

// What a list shows at once; a tenant may have thousands of places.
const mostListed = 100;

interface Target {
  /** null is the top. */
  id: string | null;
  path: string;
}

/** Puts a place, with all below it, under another that is looked for by its name or path. */
export function MoveDialog({ nodes, node, onClose }: NodeDialogProps & { nodes: readonly OrgNode[] }) {
  const { t } = useTexts();
  const change = useChangeNode(node.id);
  const targets = useMemo(() => {
    const path = pathsOf(nodes);
    return targetsOf(nodes, node).map((n): Target => ({ id: n?.id ?? null, path: n ? path(n) : t('places.top') }));
  }, [nodes, node, t]);
  const [to, setTo] = useState<Target | null>(null);
  const [missing, setMissing] = useState('');
  const submit = () => {
    setMissing(to ? '' : t('places.needs_target'));
    if (to) change.mutate({ act: 'move', body: { version: node.version, ...(to.id === null ? {} : { parent_id: to.id }) } }, { onSuccess: onClose });
  };
  return (
    <FormDialog title={t('places.move_title', { name: node.name })} lead={t(targets.length ? 'places.move_lead' : 'places.move_nowhere')} submit={t('places.move')} busy={change.isPending} ready={targets.length > 0} problem={missing || change.error} onSubmit={submit} onClose={onClose}>
      {targets.length ? <TargetField targets={targets} to={to} choose={setTo} /> : null}
    </FormDialog>
  );
}

function TargetField({ targets, to, choose }: { targets: readonly Target[]; to: Target | null; choose: (to: Target | null) => void }) {
  const { t, tn } = useTexts();
  const [sought, seek] = useState('');
  const fitting = useMemo(() => targets.filter((target) => sought === to?.path || holds(target.path, sought)), [targets, sought, to]);
  return (
    <Autocomplete
      options={fitting.slice(0, mostListed)}
      filterOptions={(options) => options}
      getOptionLabel={(target) => target.path}
      getOptionKey={(target) => target.id ?? 'top'}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      value={to}
      onChange={(_, next) => choose(next)}
      onInputChange={(_, next) => seek(next)}
      autoHighlight
      openOnFocus
      noOptionsText={t('places.move_none')}
      renderInput={(params) => (
        <TextField {...params} label={t('places.move_find')} autoFocus helperText={fitting.length > mostListed ? tn('places.move_many', fitting.length) : t('places.move_help')} sx={{ mt: 1 }} />
      )}
    />
  );
}
