import { Autocomplete, Box, Button, TextField } from '@mui/material';
import { useDeferredValue, useState } from 'react';
import { usePeople, type Member } from '../../api/people';
import { useUserRows, type SeenRows, type SeenTable } from '../../api/model';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { absent } from '../../lib/format';

/** Which rows row-level security leaves to a person, table by table; for who administers people. */
export function SeenPanel() {
  const { t } = useTexts();
  const [person, choose] = useState<Member | null>(null);
  return (
    <Panel title={t('model.seen')} lead={t('model.seen_lead')} flush>
      <Box sx={{ px: { xs: 2, md: 3 }, pt: 1, pb: 2 }}>
        <PersonField person={person} choose={choose} />
      </Box>
      {person ? <Of key={person.id} person={person} /> : <EmptyState icon="user" title={t('model.seen_none')} next={t('model.seen_none_next')} />}
    </Panel>
  );
}

function PersonField({ person, choose }: { person: Member | null; choose: (person: Member | null) => void }) {
  const { t } = useTexts();
  const [text, type] = useState('');
  // What stands in the field after a choice is that person's name, and no search.
  const people = usePeople({ text: useDeferredValue(person && text === nameOf(person) ? '' : text) });
  return (
    <Autocomplete
      options={people.data?.pages.flatMap((p) => p.items) ?? []}
      loading={people.isPending}
      filterOptions={(all) => all}
      value={person}
      onChange={(_, next) => choose(next)}
      inputValue={text}
      onInputChange={(_, next) => type(next)}
      getOptionKey={(m) => m.id}
      getOptionLabel={nameOf}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      noOptionsText={t('admin.none')}
      sx={{ maxWidth: 480 }}
      renderInput={(params) => <TextField {...params} label={t('model.person')} />}
    />
  );
}

function nameOf(m: Member): string {
  return `${m.display_name} · ${m.email}`;
}

function Of({ person }: { person: Member }) {
  const { t } = useTexts();
  return (
    <Loaded query={useUserRows(person.id)} heights={[320]}>
      {(seen) => (
        <>
          <Box data-testid="seen-scope" sx={{ px: { xs: 2, md: 3 }, pb: 1.5, display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
            <Scope seen={seen} />
            {person.status === 'ACTIVE' ? null : <StatusBadge tone="quiet" icon={null}>{t('model.seen_inactive', { status: t(`member.${person.status}`) })}</StatusBadge>}
          </Box>
          <Tables seen={seen} />
        </>
      )}
    </Loaded>
  );
}

function Scope({ seen }: { seen: SeenRows }) {
  const { t, tn } = useTexts();
  if (seen.all_sites) return <>{t('model.seen_all')}</>;
  return <>{seen.sites ? tn('model.seen_sites', seen.sites) : t('model.seen_nothing')}</>;
}

/** Tables with rows first, and of these the ones of sites: there row-level security takes rows away. */
function ordered(items: readonly SeenTable[]): SeenTable[] {
  const place = (i: SeenTable) => (i.rows === 0 ? 2 : 0) + (i.of_sites ? 0 : 1);
  return items.toSorted((a, b) => place(a) - place(b) || a.table.localeCompare(b.table));
}

function Tables({ seen }: { seen: SeenRows }) {
  const texts = useTexts();
  const { t, tn } = texts;
  const [all, showAll] = useState(false);
  const empty = seen.items.filter((i) => i.rows === 0).length;
  const columns: Column<SeenTable>[] = [
    { id: 'table', head: t('model.table'), primary: true, cell: (i) => <Box component="span" sx={{ fontWeight: 560, overflowWrap: 'anywhere' }}>{i.table}</Box> },
    { id: 'seen', head: t('model.seen_rows'), align: 'right', cell: (i) => t('model.seen_of', { seen: i.seen === null ? absent : counted(texts, i.seen, i.seen_more), rows: counted(texts, i.rows, i.more) }) },
    { id: 'why', head: t('model.seen_why'), width: '50%', cell: (i) => <Share item={i} /> },
  ];
  return (
    <>
      <DataTable label={t('model.seen')} columns={columns} rows={ordered(seen.items.filter((i) => all || i.rows > 0))} rowKey={(i) => i.table} dense />
      {empty > 0 ? (
        <Button color="inherit" aria-expanded={all} onClick={() => showAll(!all)} sx={{ m: 1.5, alignSelf: 'flex-start' }}>
          {all ? t('model.seen_fewer') : tn('model.seen_empty', empty)}
        </Button>
      ) : null}
    </>
  );
}

function counted({ t, format }: Texts, n: number, more: boolean): string {
  const rows = format.number(n, 0);
  return more ? t('model.at_least', { rows }) : rows;
}

/** How much of a table is left, or why it is not a question of sites. */
function Share({ item }: { item: SeenTable }) {
  const { t, format } = useTexts();
  if (!item.of_sites) return <Box component="span" sx={{ color: 'text.secondary' }}>{t(item.seen === null ? 'model.seen_whole' : 'model.seen_everything')}</Box>;
  if (item.rows === 0) return <Box component="span" sx={{ color: 'text.secondary' }}>{t('model.rows_empty')}</Box>;
  const share = (item.seen ?? 0) / item.rows;
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1 }}>
      <Box component="span" aria-hidden="true" sx={{ width: 120, height: 8, borderRadius: 999, bgcolor: 'surface.sunken', overflow: 'hidden', display: { xs: 'none', sm: 'inline-block' } }}>
        <Box component="span" sx={{ display: 'block', height: '100%', width: `${share * 100}%`, bgcolor: 'primary.main' }} />
      </Box>
      {t('model.seen_share', { share: format.number(share * 100, share > 0 && share < 0.01 ? 1 : 0) })}
    </Box>
  );
}
