import { Box, Button, Link, MenuItem, TextField } from '@mui/material';
import { useDeferredValue, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useGivenRoles, usePeople, type Member, type PeopleFilter, type Role } from '../../api/people';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { filterChoice } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { InviteDialog } from './InviteDialog';
import { PersonDialog } from './PersonDialog';
import { bindingText, hereTime } from './words';

const tones: Record<Member['status'], Tone> = { ACTIVE: 'ok', INVITED: 'brand', DISABLED: 'quiet' };
const statuses = ['ACTIVE', 'INVITED', 'DISABLED'] as const;

/** Everybody one administers, with the way to invite somebody and to open each. */
export function PeoplePanel({ me }: { me: string }) {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const [filter, setFilter] = useState<PeopleFilter>({});
  const [inviting, invite] = useState(false);
  const people = usePeople(useDeferredValue(filter));
  const open = (id: string) => setSearch(id ? { part: 'people', person: id } : { part: 'people' });
  const person = search.get('person');
  const columns = useColumns(me, open);
  return (
    <Panel
      title={t('admin.people')}
      flush
      actions={
        <Button variant="contained" onClick={() => invite(true)}>
          {t('invite.open')}
        </Button>
      }
    >
      <FilterBar filter={filter} change={(next) => setFilter({ ...filter, ...next })} />
      <Loaded query={people} heights={[240]}>
        {(data) => {
          const items = data.pages.flatMap((p) => p.items);
          if (items.length === 0) return <EmptyState icon="user" title={t('admin.none')} next={t('admin.none_next')} />;
          return <DataTable label={t('admin.people')} columns={columns} rows={items} rowKey={(m) => m.id} />;
        }}
      </Loaded>
      {people.hasNextPage ? (
        <Button onClick={() => void people.fetchNextPage()} disabled={people.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('admin.more')}
        </Button>
      ) : null}
      {inviting ? <InviteDialog onClose={() => invite(false)} /> : null}
      {person ? <PersonDialog id={person} self={person === me} onClose={() => open('')} /> : null}
    </Panel>
  );
}

function FilterBar({ filter, change }: { filter: PeopleFilter; change: (next: PeopleFilter) => void }) {
  const { t, word } = useTexts();
  const roles = useGivenRoles();
  return (
    <Box role="group" aria-label={t('admin.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, px: { xs: 2, md: 3 }, pb: 2 }}>
      <TextField size="small" type="search" label={t('admin.search')} value={filter.text ?? ''} onChange={(e) => change({ text: e.target.value })} sx={{ flex: { xs: '1 1 100%', sm: 'none' }, minWidth: 220 }} slotProps={{ inputLabel: { shrink: true } }} />
      <TextField {...filterChoice} label={t('admin.status')} value={filter.status ?? ''} onChange={(e) => change({ status: (e.target.value || undefined) as PeopleFilter['status'] })}>
        <MenuItem value="">{t('admin.all_status')}</MenuItem>
        {statuses.map((s) => (
          <MenuItem key={s} value={s}>
            {t(`member.${s}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField {...filterChoice} label={t('admin.role')} value={filter.role ?? ''} onChange={(e) => change({ role: (e.target.value || undefined) as Role | undefined })}>
        <MenuItem value="">{t('admin.all_roles')}</MenuItem>
        {roles.map(({ role }) => (
          <MenuItem key={role} value={role}>
            {word('role', role)}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  );
}

function useColumns(me: string, open: (id: string) => void): Column<Member>[] {
  const texts = useTexts();
  const { t, format } = texts;
  const name = (m: Member) => (
    <Box>
      <Link component="button" type="button" data-testid="person-link" onClick={() => open(m.id)} aria-label={t('admin.open', { name: m.display_name })} sx={{ fontSize: 'inherit', fontWeight: 560, textAlign: 'left', minHeight: 24 }}>
        {m.display_name}
      </Link>
      {m.id === me ? <Box component="span" sx={{ color: 'text.secondary' }}> ({t('admin.you')})</Box> : null}
      <Box sx={{ typography: 'caption', color: 'text.secondary', overflowWrap: 'anywhere' }}>{m.email}</Box>
    </Box>
  );
  const held = (m: Member) => (m.roles.length ? m.roles.map((b) => <Box key={b.id}>{bindingText(texts, b)}</Box>) : <Box sx={{ color: 'text.secondary' }}>{t('admin.no_role')}</Box>);
  return [
    { id: 'name', head: t('admin.col.name'), primary: true, cell: name },
    { id: 'roles', head: t('admin.col.roles'), cell: held },
    { id: 'status', head: t('admin.col.status'), cell: (m) => <StatusBadge tone={tones[m.status]}>{t(`member.${m.status}`)}</StatusBadge> },
    { id: 'seen', head: t('admin.col.seen'), cell: (m) => (m.last_seen_at ? hereTime(format, m.last_seen_at) : t('admin.never')) },
  ];
}
