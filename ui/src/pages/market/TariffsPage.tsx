import { Box, Button, Link } from '@mui/material';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMe, useSites } from '../../api/queries';
import { useTariff, useTariffs, type TariffListed } from '../../api/tariffs';
import { DataTable, type Column } from '../../design/DataTable';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { SiteSelect } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { TariffDialog } from './TariffDialog';
import { TariffView } from './TariffView';
import { validText } from './words';

/** What energy costs: the tariffs of sites, a week of the chosen one in colours, and the way to write them. What is shown stands in the address. */
export default function TariffsPage() {
  const { t } = useTexts();
  const may = useMe().data?.permissions.includes('CONTRACTS') ?? false;
  const sites = useSites().data?.items ?? [];
  const [search, setSearch] = useSearchParams();
  const site = search.get('site') ?? '';
  const tariffs = useTariffs(site);
  const [making, setMaking] = useState(false);
  const go = (next: { site?: string; tariff?: string }) => {
    const to = { site, tariff: search.get('tariff') ?? '', ...next };
    setSearch(Object.fromEntries(Object.entries(to).filter(([, value]) => value !== '')), { replace: true });
  };
  const chosen = sites.find((s) => s.id === site) ?? (sites.length === 1 ? sites[0] : undefined);
  const make = may && chosen ? (
    <Button variant="contained" onClick={() => setMaking(true)}>
      {t('tariffs.make')}
    </Button>
  ) : null;
  return (
    <Page title={t('tariffs.title')} lead={t('tariffs.lead')} aside={<SiteSelect sites={sites} value={site} onChange={(id) => go({ site: id, tariff: '' })} />}>
      <Loaded query={tariffs} heights={[240, 420]}>
        {(items) => {
          const shown = items.find((i) => i.id === search.get('tariff')) ?? items.find((i) => i.archived_at === null) ?? items[0];
          return (
            <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
              <Panel title={t('tariffs.list')} flush actions={make} lead={may && !chosen ? t('tariffs.pick_site') : undefined}>
                {items.length === 0 ? (
                  <EmptyState icon="tariff" title={t('tariffs.none')} next={t(may ? 'tariffs.none_next' : 'tariffs.none_reader')} />
                ) : (
                  <List items={items} shown={shown?.id ?? ''} nameOf={(id) => sites.find((s) => s.id === id)?.name ?? ''} choose={(id) => go({ tariff: id })} />
                )}
              </Panel>
              {shown ? <Chosen key={shown.id} id={shown.id} may={may} /> : null}
            </Box>
          );
        }}
      </Loaded>
      {making && chosen ? <TariffDialog site={chosen} of={null} from={null} onClose={() => setMaking(false)} made={(id) => go({ tariff: id })} /> : null}
    </Page>
  );
}

function Chosen({ id, may }: { id: string; may: boolean }) {
  const tariff = useTariff(id);
  return (
    <Loaded query={tariff} heights={[420]}>
      {(data) => <TariffView tariff={data} may={may} />}
    </Loaded>
  );
}

interface ListProps {
  items: readonly TariffListed[];
  shown: string;
  nameOf: (site: string) => string;
  choose: (id: string) => void;
}

function List({ items, shown, nameOf, choose }: ListProps) {
  const texts = useTexts();
  const { t, word } = texts;
  const columns: Column<TariffListed>[] = [
    {
      id: 'name', head: t('tariffs.col.name'), primary: true,
      cell: (r) => (
        <Box>
          <Link component="button" type="button" data-testid="tariff-link" aria-current={r.id === shown ? 'true' : undefined} onClick={() => choose(r.id)} sx={{ fontSize: 'inherit', fontWeight: r.id === shown ? 700 : 560, textAlign: 'left', minHeight: 24, overflowWrap: 'anywhere' }}>
            {r.name}
          </Link>
          {r.archived_at ? <Box component="span" sx={{ color: 'text.secondary' }}>{` · ${t('tariffs.archived')}`}</Box> : null}
        </Box>
      ),
    },
    { id: 'site', head: t('tariffs.col.site'), cell: (r) => nameOf(r.site_id) },
    { id: 'region', head: t('tariffs.field.region'), cell: (r) => r.market_region || '–' },
    { id: 'structure', head: t('tariffs.col.structure'), cell: (r) => (r.rate_structure ? `${word('tariffs.structure', r.rate_structure)} · ${r.currency ?? ''}` : t('tariffs.no_version')) },
    { id: 'valid', head: t('tariffs.col.valid'), cell: (r) => (r.valid_from ? validText({ valid_from: r.valid_from, valid_to: r.valid_to, time_zone: r.time_zone ?? 'UTC' }, texts) : '–') },
  ];
  return <DataTable label={t('tariffs.list')} columns={columns} rows={items} rowKey={(r) => r.id} />;
}
