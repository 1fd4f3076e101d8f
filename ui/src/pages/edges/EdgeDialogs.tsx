import { MenuItem, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useAddEdge, useNewCode, useRenameEdge, useRevokeEdge, type Edge } from '../../api/edges';
import { useSites } from '../../api/queries';
import { newOrderID } from '../../control/acts';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from '../admin/FormDialog';
import { CodeDialog } from './CodeDialog';
import { RotateDialog } from './RotateDialog';

/** What somebody wants to do with an edge. */
export type EdgeAct = { what: 'add' } | { what: 'code' | 'rename' | 'rotate' | 'revoke'; edge: Edge };

/** The dialog of what somebody wants to do. */
export function EdgeDialog({ act, onClose }: { act: EdgeAct; onClose: () => void }) {
  switch (act.what) {
    case 'add':
      return <AddDialog onClose={onClose} />;
    case 'code':
      return <NewCodeDialog edge={act.edge} onClose={onClose} />;
    case 'rename':
      return <RenameDialog edge={act.edge} onClose={onClose} />;
    case 'rotate':
      return <RotateDialog edge={act.edge} onClose={onClose} />;
    case 'revoke':
      return <RevokeDialog edge={act.edge} onClose={onClose} />;
  }
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const sites = useSites().data?.items ?? [];
  const add = useAddEdge();
  const once = useRef(newOrderID());
  const [site, setSite] = useState('');
  const [missing, setMissing] = useState('');
  if (add.data) return <CodeDialog made={add.data} onClose={onClose} />;
  const submit = (form: FormData) => {
    const name = String(form.get('name') ?? '').trim();
    const incomplete = name === '' || site === '';
    setMissing(incomplete ? t('edges.missing') : '');
    if (!incomplete) add.mutate({ site, name, once: once.current }, { onError: () => (once.current = newOrderID()) });
  };
  return (
    <FormDialog title={t('edges.add_title')} lead={t('edges.add_lead')} submit={t('edges.make_code')} busy={add.isPending} problem={missing || add.error} onSubmit={submit} onClose={onClose}>
      <TextField select label={t('edges.col.site')} value={site} onChange={(e) => setSite(e.target.value)} required sx={{ mt: 1 }}>
        {sites.map((s) => (
          <MenuItem key={s.id} value={s.id}>
            {s.name}
          </MenuItem>
        ))}
      </TextField>
      <TextField name="name" label={t('edges.name')} helperText={t('edges.name_help')} required autoComplete="off" slotProps={{ htmlInput: { maxLength: 100 } }} />
    </FormDialog>
  );
}

function NewCodeDialog({ edge, onClose }: { edge: Edge; onClose: () => void }) {
  const { t } = useTexts();
  const make = useNewCode();
  if (make.data) return <CodeDialog made={make.data} onClose={onClose} />;
  return <FormDialog title={t('edges.new_code_title', { name: edge.name })} lead={t('edges.new_code_lead')} submit={t('edges.make_code')} busy={make.isPending} problem={make.error} onSubmit={() => make.mutate(edge.id)} onClose={onClose} />;
}

function RenameDialog({ edge, onClose }: { edge: Edge; onClose: () => void }) {
  const { t } = useTexts();
  const rename = useRenameEdge();
  const [missing, setMissing] = useState('');
  const submit = (form: FormData) => {
    const name = String(form.get('name') ?? '').trim();
    setMissing(name === '' ? t('edges.missing_name') : '');
    if (name !== '') rename.mutate({ id: edge.id, version: edge.version, name }, { onSuccess: onClose });
  };
  return (
    <FormDialog title={t('edges.rename_title', { name: edge.name })} submit={t('edges.rename')} busy={rename.isPending} problem={missing || rename.error} onSubmit={submit} onClose={onClose}>
      <TextField name="name" label={t('edges.name')} defaultValue={edge.name} required autoFocus autoComplete="off" slotProps={{ htmlInput: { maxLength: 100 } }} sx={{ mt: 1 }} />
    </FormDialog>
  );
}

function RevokeDialog({ edge, onClose }: { edge: Edge; onClose: () => void }) {
  const { t } = useTexts();
  const revoke = useRevokeEdge();
  return (
    <FormDialog
      title={t('edges.revoke_title', { name: edge.name })}
      lead={t('edges.revoke_lead')}
      submit={t('edges.revoke')}
      busy={revoke.isPending}
      problem={revoke.error}
      onSubmit={() => revoke.mutate(edge.id, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
