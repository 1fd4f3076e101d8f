import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useDeferredValue, useState } from 'react';
import { useKeys, useRevokeKey, type APIKey, type KeyFilter } from '../../api/people';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { filterChoice } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from './FormDialog';
import { MakeKeyDialog } from './MakeKeyDialog';
import { hereTime } from './words';

const states = ['ACTIVE', 'EXPIRED', 'REVOKED'] as const;
const tones = { ACTIVE: 'ok', EXPIRED: 'quiet', REVOKED: 'quiet' } as const;

/** The credentials of machines, with the way to make and revoke them. */
export function KeysPanel() {
  const { t } = useTexts();
  const [filter, setFilter] = useState<KeyFilter>({});
  const [making, make] = useState(false);
  const [leaving, leave] = useState<APIKey | null>(null);
  const keys = useKeys(useDeferredValue(filter));
  const columns = useColumns(leave);
  const narrowed = Boolean(filter.text || filter.state);
  return (
    <Panel
      title={t('admin.keys')}
      lead={t('keys.lead')}
      flush
      actions={
        <Button variant="contained" onClick={() => make(true)}>
          {t('keys.make')}
        </Button>
      }
    >
      <FilterBar filter={filter} change={(next) => setFilter({ ...filter, ...next })} />
      <Loaded query={keys} heights={[240]}>
        {(data) => {
          const items = data.pages.flatMap((p) => p.items);
          if (items.length === 0) return <EmptyState icon="empty" title={t(narrowed ? 'keys.none_filter' : 'keys.none')} next={t('keys.none_next')} />;
          return <DataTable label={t('admin.keys')} columns={columns} rows={items} rowKey={(k) => k.id} />;
        }}
      </Loaded>
      {keys.hasNextPage ? (
        <Button onClick={() => void keys.fetchNextPage()} disabled={keys.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('admin.more')}
        </Button>
      ) : null}
      {making ? <MakeKeyDialog onClose={() => make(false)} /> : null}
      {leaving ? <RevokeDialog apiKey={leaving} onClose={() => leave(null)} /> : null}
    </Panel>
  );
}

function FilterBar({ filter, change }: { filter: KeyFilter; change: (next: KeyFilter) => void }) {
  const { t } = useTexts();
  return (
    <Box role="group" aria-label={t('admin.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, px: { xs: 2, md: 3 }, pb: 2 }}>
      <TextField size="small" type="search" label={t('admin.search_key')} value={filter.text ?? ''} onChange={(e) => change({ text: e.target.value })} sx={{ flex: { xs: '1 1 100%', sm: 'none' }, minWidth: 220 }} slotProps={{ inputLabel: { shrink: true } }} />
      <TextField {...filterChoice} label={t('keys.state')} value={filter.state ?? ''} onChange={(e) => change({ state: (e.target.value || undefined) as KeyFilter['state'] })}>
        <MenuItem value="">{t('keys.all_states')}</MenuItem>
        {states.map((s) => (
          <MenuItem key={s} value={s}>
            {t(`keys.state.${s}`)}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  );
}

/** Whether a key holds. */
function stateOf(k: APIKey, now: number): (typeof states)[number] {
  if (k.revoked_at) return 'REVOKED';
  return Date.parse(k.expires_at) > now ? 'ACTIVE' : 'EXPIRED';
}

function useColumns(revoke: (k: APIKey) => void): Column<APIKey>[] {
  const { t, word, format } = useTexts();
  const state = (k: APIKey) => stateOf(k, Date.now());
  const name = (k: APIKey) => (
    <Box>
      <Box sx={{ fontWeight: 560 }}>{k.name}</Box>
      <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{t('keys.by', { hint: k.hint, name: k.created_by })}</Box>
    </Box>
  );
  const act = (k: APIKey) =>
    state(k) === 'ACTIVE' ? (
      <Button size="small" color="inherit" aria-label={t('keys.revoke_of', { name: k.name })} onClick={() => revoke(k)}>
        {t('keys.revoke')}
      </Button>
    ) : null;
  return [
    { id: 'name', head: t('keys.col.name'), primary: true, cell: name },
    { id: 'scopes', head: t('keys.col.scopes'), cell: (k) => k.scopes.map((s) => word('scope', s)).join(', ') },
    { id: 'places', head: t('keys.col.places'), cell: (k) => (k.whole_tenant ? t('admin.whole') : k.places.map((p) => p.name).join(', ')) },
    { id: 'until', head: t('keys.col.until'), cell: (k) => format.date(Date.parse(k.expires_at) - 1, Intl.DateTimeFormat().resolvedOptions().timeZone) },
    { id: 'used', head: t('keys.col.used'), cell: (k) => (k.last_used_at ? hereTime(format, k.last_used_at) : t('admin.never')) },
    { id: 'state', head: t('keys.col.state'), cell: (k) => <StatusBadge tone={tones[state(k)]}>{t(`keys.state.${state(k)}`)}</StatusBadge> },
    { id: 'act', head: <span className="visually-hidden">{t('keys.revoke')}</span>, align: 'right', cell: act },
  ];
}

function RevokeDialog({ apiKey, onClose }: { apiKey: APIKey; onClose: () => void }) {
  const { t } = useTexts();
  const revoke = useRevokeKey();
  return (
    <FormDialog
      title={t('keys.revoke_title', { name: apiKey.name })}
      lead={t('keys.revoke_lead')}
      submit={t('keys.revoke')}
      busy={revoke.isPending}
      problem={revoke.error}
      onSubmit={() => revoke.mutate(apiKey.id, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
