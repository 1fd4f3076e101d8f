import { Box } from '@mui/material';
import { useSearchParams } from 'react-router';
import { useModel, type ModelTier } from '../../api/model';
import { useMe } from '../../api/queries';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { useNow } from '../../live/useLiveSite';
import { EntityGraph } from './EntityGraph';
import { sizeText } from './size';
import { StageStrip } from './StageStrip';
import { TableView } from './TableView';

/** What is kept, for those who read; what goes through the stages of telemetry, for who runs the platform. */
export default function ModelPage() {
  const { t } = useTexts();
  const permissions = useMe().data?.permissions ?? [];
  return (
    <Page title={t('model.title')} lead={permissions.includes('READ') ? t('model.lead') : undefined}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
        {permissions.includes('TENANTS') ? <StageStrip /> : null}
        {permissions.includes('READ') ? <Kept /> : null}
      </Box>
    </Page>
  );
}

/** The storage tiers as they stand, the entities and how they refer to each other, and one table in full. */
function Kept() {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const model = useModel();
  const choose = (table: string) => setSearch({ table }, { replace: true });
  return (
    <Loaded query={model} heights={[120, 520]}>
      {({ tables, tiers }) => {
        const table = tables.find((x) => x.name === search.get('table')) ?? tables.find((x) => x.name === 'sites') ?? tables[0];
        return (
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
            <Box component="section" aria-label={t('model.tiers')} sx={{ display: 'grid', gap: { xs: 2, md: 3 }, gridTemplateColumns: { md: 'repeat(3, 1fr)' } }}>
              {tiers.map((tier) => (
                <TierCard key={tier.tier} tier={tier} />
              ))}
            </Box>
            <Panel title={t('model.graph')} lead={t('model.graph_lead')}>
              <EntityGraph tables={tables} chosen={table?.name ?? ''} choose={choose} />
            </Panel>
            {table ? <TableView key={table.name} table={table} tables={tables} choose={choose} /> : null}
          </Box>
        );
      }}
    </Loaded>
  );
}

function TierCard({ tier }: { tier: ModelTier }) {
  const { t, tn, format } = useTexts();
  const now = useNow(10_000);
  const rows = tn('model.rows', tier.rows);
  const lag = tier.newest ? t('model.lag', { age: ageText(now - Date.parse(tier.newest), t) }) : t('model.no_lag');
  return (
    <Panel title={t(`model.tier.${tier.tier}`)} lead={t(`model.tier_about.${tier.tier}`)}>
      <Box className="figures" data-testid={`tier-${tier.tier}`} sx={{ typography: 'h1' }}>
        {tier.more ? t('model.at_least', { rows }) : rows}
      </Box>
      <Box className="figures" sx={{ color: 'text.secondary', typography: 'body2', mt: 0.5 }}>
        {tn('model.tables', tier.tables)}
        {tier.bytes === null ? null : ` · ${t('model.size', { size: sizeText(format, tier.bytes) })}`}
      </Box>
      <Box className="figures" sx={{ color: 'text.secondary', typography: 'body2' }}>
        {tier.tier === 'TIME_SERIES' ? `${lag} · ` : null}
        {t('model.retention')}
      </Box>
    </Panel>
  );
}
