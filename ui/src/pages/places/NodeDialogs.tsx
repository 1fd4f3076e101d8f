import { MenuItem, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useChangeNode, useMakeNode, useWriteThing, type NodeKind, type OrgNode } from '../../api/places';
import { newOrderID } from '../../control/acts';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from '../admin/FormDialog';
import { kindsBelow } from './tree';

export interface NodeDialogProps {
  node: OrgNode;
  onClose: () => void;
}

/** Name and key of a place. */
export function RenameDialog({ node, onClose }: NodeDialogProps) {
  const { t } = useTexts();
  const change = useChangeNode(node.id);
  const [missing, setMissing] = useState('');
  const submit = (form: FormData) => {
    const name = String(form.get('name') ?? '').trim();
    setMissing(name ? '' : t('places.needs_name'));
    if (name) change.mutate({ act: 'rename', body: { version: node.version, name, key: String(form.get('key') ?? '').trim() } }, { onSuccess: onClose });
  };
  return (
    <FormDialog title={t('places.rename_title', { name: node.name })} submit={t('places.save')} busy={change.isPending} problem={missing || change.error} onSubmit={submit} onClose={onClose}>
      <NameFields name={node.name} nodeKey={node.key} />
    </FormDialog>
  );
}

function NameFields({ name, nodeKey }: { name: string; nodeKey: string }) {
  const { t } = useTexts();
  return (
    <>
      <TextField name="name" label={t('places.name')} required autoFocus autoComplete="off" defaultValue={name} slotProps={{ htmlInput: { maxLength: 200 } }} sx={{ mt: 1 }} />
      <TextField name="key" label={t('places.key')} helperText={t('places.key_help')} autoComplete="off" defaultValue={nodeKey} slotProps={{ htmlInput: { maxLength: 64 } }} />
    </>
  );
}

/** Takes a place out of use, or brings it back. */
export function ArchiveDialog({ node, onClose }: NodeDialogProps) {
  const { t } = useTexts();
  const change = useChangeNode(node.id);
  const [archived] = useState(node.archived_at === null);
  return (
    <FormDialog
      title={t(archived ? 'places.archive_title' : 'places.bring_back_title', { name: node.name })}
      lead={t(archived ? 'places.archive_lead' : 'places.bring_back_lead')}
      submit={t(archived ? 'places.archive' : 'places.bring_back')}
      busy={change.isPending}
      problem={change.error}
      onSubmit={() => change.mutate({ act: 'archive', body: { version: node.version, archived } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

/** Makes a place below another, or at the top with null; a site with its time zone. */
export function AddDialog({ parent, onClose }: { parent: OrgNode | null; onClose: () => void }) {
  const { t } = useTexts();
  const kinds = kindsBelow(parent);
  const [kind, setKind] = useState<NodeKind>(kinds.includes('SITE') ? 'SITE' : kinds[0]!);
  const [missing, setMissing] = useState('');
  const once = useRef(newOrderID());
  const makeNode = useMakeNode();
  const makeSite = useWriteThing();
  const submit = (form: FormData) => {
    const [name, key, zone] = ['name', 'key', 'zone'].map((field) => String(form.get(field) ?? '').trim()) as [string, string, string];
    setMissing(name ? '' : t('places.needs_name'));
    if (!name) return;
    const body = { name, ...(key ? { key } : {}), ...(parent ? { parent_id: parent.id } : {}) };
    const then = { onSuccess: onClose, onError: () => void (once.current = newOrderID()) };
    if (kind === 'SITE') makeSite.mutate({ once: once.current, method: 'POST', address: '/api/sites', body: { ...body, time_zone: zone } }, then);
    else makeNode.mutate({ once: once.current, body: { ...body, kind } }, then);
  };
  return (
    <FormDialog title={parent ? t('places.add_title', { name: parent.name }) : t('places.add_top_title')} submit={t('places.save')} busy={makeNode.isPending || makeSite.isPending} problem={missing || (makeNode.error ?? makeSite.error)} onSubmit={submit} onClose={onClose}>
      <TextField select label={t('places.add_kind')} value={kind} onChange={(e) => setKind(e.target.value as NodeKind)} sx={{ mt: 1 }}>
        {kinds.map((k) => (
          <MenuItem key={k} value={k}>
            {t(`places.kind.${k}`)}
          </MenuItem>
        ))}
      </TextField>
      <NameFields name="" nodeKey="" />
      {kind === 'SITE' ? <TextField name="zone" label={t('field.time_zone')} required defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone} /> : null}
    </FormDialog>
  );
}
