import { Box, Button, MenuItem, Switch, TextField } from '@mui/material';
import { useRef, useState, type FormEvent } from 'react';
import { useChangePolicy, useMakePolicy, type ControlPolicy } from '../../api/plans';
import { useAssets } from '../../api/queries';
import type { SiteItem } from '../../api/types';
import { Complaint } from '../../control/OrderDialog';
import { Panel } from '../../design/Panel';
import { EmptyState } from '../../design/States';
import { SureButton } from '../../design/SureButton';
import { useTexts } from '../../i18n/useTexts';

interface PolicyPanelProps {
  site: SiteItem;
  policies: readonly ControlPolicy[];
  /** Whether the reader may make and change policies. */
  may: boolean;
}

/** What plans are made for, each with its switch. */
export function PolicyPanel({ site, policies, may }: PolicyPanelProps) {
  const { t } = useTexts();
  const [adding, setAdding] = useState(false);
  return (
    <Panel title={t('plans.policies')} lead={t('plans.policies_lead')}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        {policies.length === 0 && !adding ? <EmptyState icon="clock" title={t('plans.no_policy')} next={t(may ? 'plans.no_policy_next' : 'plans.reader_next')} /> : null}
        {policies.length > 0 ? (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {policies.map((p) => (
              <PolicyLine key={p.id} site={site} policy={p} may={may} />
            ))}
          </Box>
        ) : null}
        {adding ? (
          <NewPolicy site={site} done={() => setAdding(false)} />
        ) : may ? (
          <Button variant={policies.length ? 'outlined' : 'contained'} onClick={() => setAdding(true)} sx={{ alignSelf: policies.length ? 'flex-start' : 'center' }}>
            {t('plans.add_policy')}
          </Button>
        ) : null}
      </Box>
    </Panel>
  );
}

function PolicyLine({ site, policy, may }: { site: SiteItem; policy: ControlPolicy; may: boolean }) {
  const { t, word } = useTexts();
  const assets = useAssets(site.id).data ?? [];
  const change = useChangePolicy();
  const asset = assets.find((a) => a.id === policy.scope_id);
  const what = policy.scope === 'ASSET' ? (asset?.name ?? '') : t('plans.scope.SITE');
  const facts = [word('objective', policy.objective), what, ...(policy.constraints_ref ? [`${t('plans.constraints')}: ${policy.constraints_ref}`] : [])].filter(Boolean);
  return (
    <Box component="li" data-testid="policy" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 2, borderTop: 1, borderColor: 'divider', py: 1 }}>
      <Box sx={{ minWidth: 0, flex: '1 1 240px' }}>
        <Box sx={{ fontWeight: 560, overflowWrap: 'anywhere' }}>{policy.name}</Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary', overflowWrap: 'anywhere' }}>{facts.join(' · ')}</Box>
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center' }}>
        <Switch
          checked={policy.enabled}
          disabled={!may || change.isPending}
          onChange={(e) => change.mutate({ policy, enabled: e.target.checked })}
          slotProps={{ input: { 'aria-label': t('plans.switch', { name: policy.name }) } }}
        />
        <span>{t(policy.enabled ? 'plans.on' : 'plans.off')}</span>
      </Box>
      {may ? <SureButton label={t('plans.archive')} sure={t('plans.archive_sure')} busy={change.isPending} act={() => change.mutate({ policy, enabled: false, archived: true })} /> : null}
      {change.error ? <Complaint problem={change.error} /> : null}
    </Box>
  );
}

const objectives = ['COST_MIN', 'CO2_MIN', 'RESILIENCE_MAX'] as const;

function NewPolicy({ site, done }: { site: SiteItem; done: () => void }) {
  const { t, word } = useTexts();
  const make = useMakePolicy();
  const assets = useAssets(site.id).data ?? [];
  const once = useRef(crypto.randomUUID());
  const [draft, setDraft] = useState({ name: '', objective: objectives[0] as (typeof objectives)[number], asset: '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const subject = draft.asset ? { scope: 'ASSET' as const, asset_id: draft.asset } : { scope: 'SITE' as const, site_id: site.id };
    make.mutate({ policy: { ...subject, name: draft.name.trim(), objective: draft.objective, enabled: true }, once: once.current }, { onSuccess: done });
  };
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'flex-start' }}>
      <TextField size="small" required label={t('plans.name')} value={draft.name} onChange={(e) => setDraft({ ...draft, name: e.target.value })} slotProps={{ htmlInput: { maxLength: 200 } }} />
      <TextField select size="small" label={t('plans.objective')} value={draft.objective} onChange={(e) => setDraft({ ...draft, objective: e.target.value as typeof draft.objective })} sx={{ minWidth: 180 }}>
        {objectives.map((o) => (
          <MenuItem key={o} value={o}>{word('objective', o)}</MenuItem>
        ))}
      </TextField>
      <TextField select size="small" label={t('plans.scope')} value={draft.asset} onChange={(e) => setDraft({ ...draft, asset: e.target.value })} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }} sx={{ minWidth: 180 }}>
        <MenuItem value="">{t('plans.scope.SITE')}</MenuItem>
        {assets.map((a) => (
          <MenuItem key={a.id} value={a.id}>{a.name}</MenuItem>
        ))}
      </TextField>
      <Button type="submit" variant="contained" disabled={make.isPending || draft.name.trim() === ''}>{t('plans.make')}</Button>
      <Button color="inherit" onClick={done}>{t('plans.cancel')}</Button>
      {make.error ? <Complaint problem={make.error} /> : null}
    </Box>
  );
}
