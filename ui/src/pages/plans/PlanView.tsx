import { Box, Button } from '@mui/material';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { usePlanCommands, type DispatchCommand, type DispatchPlan } from '../../api/plans';
import { useAssets, useSeries } from '../../api/queries';
import type { AssetItem, SiteItem } from '../../api/types';
import { Chart } from '../../design/Chart';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useScheme } from '../../design/useScheme';
import { useTexts } from '../../i18n/useTexts';
import { useNow } from '../../live/useLiveSite';
import { CommandList } from './CommandList';
import { spanOf, trackingOption } from './tracking';

/** One plan: what each asset was to do against what was measured, and what became of each command. */
export function PlanView({ site, plan }: { site: SiteItem; plan: DispatchPlan }) {
  const { t } = useTexts();
  const commands = usePlanCommands(plan.id);
  const assets = useAssets(site.id);
  return (
    <Loaded query={assets} heights={[260]}>
      {(known) => (
        <Loaded query={commands} heights={[260, 200]}>
          {(items) => (
            <>
              <Panel title={t('plans.timeline')} lead={t('plans.timeline_lead')}>
                <Timelines site={site} plan={plan} assets={known} commands={items} />
              </Panel>
              <Panel
                title={t('plans.commands')}
                flush
                actions={<Button component={Link} to={`/sites/${site.id}/control`} variant="outlined">{t('plans.control')}</Button>}
              >
                <CommandList site={site} assets={known} commands={items} />
              </Panel>
            </>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

interface TimelinesProps {
  site: SiteItem;
  plan: DispatchPlan;
  assets: readonly AssetItem[];
  commands: readonly DispatchCommand[];
}

const most = 20; // channels of one question

function Timelines({ site, plan, assets, commands }: TimelinesProps) {
  const keys = [...new Set(commands.map((c) => c.asset_key))].sort().slice(0, most);
  const span = spanOf(Date.parse(plan.horizon_from), Date.parse(plan.horizon_to));
  const series = useSeries(site.id, keys.map((k) => `${k}.ActivePower`), span);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 3 }}>
      {keys.map((key) => {
        const points = series.data?.find((s) => s.channel === `${key}.ActivePower`)?.buckets ?? [];
        return (
          <Timeline
            key={key}
            site={site}
            span={span}
            asset={assets.find((a) => a.key === key)}
            name={key}
            commands={commands.filter((c) => c.asset_key === key)}
            points={points}
          />
        );
      })}
    </Box>
  );
}

interface TimelineProps {
  site: SiteItem;
  span: { from: number; to: number };
  asset: AssetItem | undefined;
  name: string;
  commands: readonly DispatchCommand[];
  points: readonly { from: string; mean: number | null }[];
}

function Timeline({ site, span, asset, name, commands, points }: TimelineProps) {
  const texts = useTexts();
  const { tokens } = useScheme();
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const option = useMemo(
    () =>
      trackingOption(
        { ...span, zone: site.time_zone, commands, nature: asset?.nature ?? '', measured: points.map((p) => [Date.parse(p.from), p.mean === null ? null : p.mean / 1000]), now: minute },
        texts,
        tokens,
      ),
    [span.from, span.to, site.time_zone, commands, asset?.nature, points, minute, texts, tokens], // oxlint-disable-line react/exhaustive-deps
  );
  const title = asset?.name ?? name;
  return (
    <Box data-testid="timeline">
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'baseline' }}>
        <Box component="h3" sx={{ typography: 'h3', m: 0 }}>{title}</Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{`┄ ${texts.t('plans.planned')}   — ${texts.t('plans.measured')}`}</Box>
      </Box>
      <Box sx={{ display: 'flex', height: 200 }}>
        <Chart option={option} label={texts.t('plans.timeline_of', { asset: title })} />
      </Box>
    </Box>
  );
}
