import { Box, Tab, Tabs } from '@mui/material';
import { useSearchParams } from 'react-router';
import { useModel, useTelemetryPolicy, type ModelTier, type TelemetryPolicy } from '../../api/model';
import { useMe } from '../../api/queries';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { useNow } from '../../live/useLiveSite';
import { EntityGraph } from './EntityGraph';
import { PromisesPanel } from './PromisesPanel';
import { QueriesPanel } from './QueriesPanel';
import { SeenPanel } from './SeenPanel';
import { sizeText } from './size';
import { StageStrip } from './StageStrip';
import { TableView } from './TableView';

type Part = 'entities' | 'queries' | 'promises' | 'seen';

/** The parts that somebody with these permissions can use. */
function partsFor(permissions: readonly string[]): Part[] {
  if (!permissions.includes('READ')) return [];
  return permissions.includes('ADMINISTER') ? ['entities', 'queries', 'promises', 'seen'] : ['entities', 'queries', 'promises'];
}

/** What is kept, for those who read; what goes through the stages of telemetry, for who runs the platform. The part on screen stands in the address. */
export default function ModelPage() {
  const { t } = useTexts();
  const permissions = useMe().data?.permissions ?? [];
  const [search, setSearch] = useSearchParams();
  const parts = partsFor(permissions);
  const shown = parts.find((p) => p === search.get('part')) ?? parts[0];
  return (
    <Page title={t('model.title')} lead={shown ? t('model.lead') : undefined}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
        {permissions.includes('TENANTS') ? <StageStrip /> : null}
        {shown ? (
          <Tabs value={shown} onChange={(_, part: Part) => setSearch({ part })} aria-label={t('model.parts')} variant="scrollable">
            {parts.map((p) => (
              <Tab key={p} value={p} label={t(`model.part.${p}`)} id={`part-${p}`} aria-controls={`panel-${p}`} />
            ))}
          </Tabs>
        ) : null}
        {shown ? (
          <Box role="tabpanel" id={`panel-${shown}`} aria-labelledby={`part-${shown}`} sx={{ minWidth: 0 }}>
            {shown === 'entities' ? <Kept administers={permissions.includes('ADMINISTER')} /> : null}
            {shown === 'queries' ? <QueriesPanel /> : null}
            {shown === 'promises' ? <PromisesPanel /> : null}
            {shown === 'seen' ? <SeenPanel /> : null}
          </Box>
        ) : null}
      </Box>
    </Page>
  );
}

/** The storage tiers as they stand, the entities and how they refer to each other, and one table in full. */
function Kept({ administers }: { administers: boolean }) {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const model = useModel();
  const policy = useTelemetryPolicy(administers).data;
  const choose = (table: string) => setSearch({ table }, { replace: true });
  return (
    <Loaded query={model} heights={[120, 520]}>
      {({ tables, tiers }) => {
        const table = tables.find((x) => x.name === search.get('table')) ?? tables.find((x) => x.name === 'sites') ?? tables[0];
        return (
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
            <Box component="section" aria-label={t('model.tiers')} sx={{ display: 'grid', gap: { xs: 2, md: 3 }, gridTemplateColumns: { md: 'repeat(3, 1fr)' } }}>
              {tiers.map((tier) => (
                <TierCard key={tier.tier} tier={tier} policy={policy} />
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

function TierCard({ tier, policy }: { tier: ModelTier; policy: TelemetryPolicy | undefined }) {
  const { t, tn, format } = useTexts();
  const now = useNow(10_000);
  const rows = tn('model.rows', tier.rows);
  const age = tier.newest ? ageText(now - Date.parse(tier.newest), t) : null;
  const lag = {
    RELATIONAL: null,
    TIME_SERIES: age === null ? t('model.no_lag') : t('model.lag', { age }),
    EVENTS: age === null ? null : t('model.newest_entry', { age }),
  }[tier.tier];
  const kept = tier.tier === 'TIME_SERIES' ? keptText(policy, { t, tn }) : t('model.retention');
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
        {[lag, kept].filter(Boolean).join(' · ')}
      </Box>
    </Panel>
  );
}

/** How long telemetry is kept, the finer for a shorter time; who may not read the policy is told that there is one. */
export function keptText(policy: TelemetryPolicy | undefined, { t, tn }: Pick<Texts, 't' | 'tn'>): string {
  if (!policy) return t('model.retention_policy');
  const days = (n: number | null) => (n === null ? t('model.retention') : tn('model.days', n));
  return t('model.retention_days', { raw: days(policy.raw_days), quarters: days(policy.quarter_days), hours: days(policy.hour_days), days: days(policy.day_days) });
}
