import { MenuItem, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { groupKinds, useMakeGroup, type BalanceGroup, type GroupDraft } from '../../api/balancegroups';
import { useSites } from '../../api/queries';
import { newOrderID } from '../../control/acts';
import { useTexts } from '../../i18n/useTexts';
import { localDate } from '../../lib/zone';
import { FormDialog } from '../admin/FormDialog';
import { GroupSelect } from './GroupFacts';

interface GroupDialogProps {
  groups: readonly BalanceGroup[];
  onClose: () => void;
  onMade: (id: string) => void;
}

/** Makes a group. */
export function GroupDialog({ groups, onClose, onMade }: GroupDialogProps) {
  const { t } = useTexts();
  const make = useMakeGroup();
  const sites = useSites().data?.items ?? [];
  const once = useRef(newOrderID());
  const [kind, setKind] = useState<GroupDraft['kind']>(groups.length ? 'CONSUMER' : 'AGGREGATE');
  const [site, setSite] = useState('');
  const [superior, setSuperior] = useState('');
  const first = `${localDate(Date.now(), 'UTC').slice(0, 4)}-01-01`;
  const send = (form: FormData) => {
    const draft: GroupDraft = {
      name: String(form.get('name') ?? '').trim(), kind, valid_from: `${String(form.get('from') || first)}T00:00:00Z`,
      ...(site ? { site_id: site } : {}), ...(superior ? { superior_id: superior } : {}),
    };
    make.mutate({ once: once.current, draft }, { onSuccess: (g) => (onMade(g.id), onClose()), onError: () => (once.current = newOrderID()) });
  };
  return (
    <FormDialog title={t('ledger.add')} submit={t('ledger.make')} busy={make.isPending} problem={make.error} onSubmit={send} onClose={onClose}>
      <TextField name="name" required autoFocus label={t('ledger.name')} slotProps={{ htmlInput: { maxLength: 200 } }} sx={{ mt: 1 }} />
      <TextField select label={t('ledger.kind')} value={kind} onChange={(e) => setKind(e.target.value as GroupDraft['kind'])}>
        {groupKinds.map((k) => (
          <MenuItem key={k} value={k}>
            {t(`ledger.kind.${k}`)}
          </MenuItem>
        ))}
      </TextField>
      <GroupSelect label={t('ledger.superior')} none={t('ledger.no_superior')} groups={groups.filter((g) => g.archived_at === null)} value={superior} onChange={setSuperior} />
      <TextField select label={t('ledger.site')} value={site} onChange={(e) => setSite(e.target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
        <MenuItem value="">{t('ledger.no_site')}</MenuItem>
        {sites.map((s) => (
          <MenuItem key={s.id} value={s.id}>
            {s.name}
          </MenuItem>
        ))}
      </TextField>
      <TextField type="date" name="from" label={t('ledger.valid_from')} defaultValue={first} slotProps={{ inputLabel: { shrink: true } }} />
    </FormDialog>
  );
}
