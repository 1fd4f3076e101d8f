import { Box, MenuItem, TextField } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useState } from 'react';
import { useInventory, usePromises, type AllocationRecord, type AssetRecord, type ContractRecord } from '../../api/places';
import { useSites } from '../../api/queries';
import type { SiteMark } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { filterChoice } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { energyKinds } from '../../design/tokens';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { inForce, spanOf, stepsOf } from './promises';
import { OneSite } from './OneSite';

/** What of an asset is promised under which contract, in time, below what the asset can do. */
export function PromisesPanel() {
  const { t } = useTexts();
  const sites = useSites();
  return (
    <Panel title={t('model.promises')} lead={t('model.promises_lead')} flush>
      <Loaded query={sites} heights={[320]}>
        {({ items }) => (items.length ? <AtSite sites={items} /> : <EmptyState icon="site" title={t('model.no_site')} next={t('model.no_site_next')} />)}
      </Loaded>
    </Panel>
  );
}

function AtSite({ sites }: { sites: readonly SiteMark[] }) {
  const { t } = useTexts();
  const [chosen, choose] = useState('');
  const [asset, chooseAsset] = useState('');
  const site = sites.find((s) => s.id === chosen) ?? sites[0]!;
  const inventory = useInventory(site.id, false);
  const assets = (inventory.data?.assets ?? []).toSorted((a, b) => Number(ratingOf(b) !== null) - Number(ratingOf(a) !== null) || nameOf(a).localeCompare(nameOf(b)));
  const shown = assets.find((a) => a.id === asset) ?? assets[0];
  return (
    <>
      <Box role="group" aria-label={t('model.promises_of')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, px: { xs: 2, md: 3 }, pt: 1, pb: 2 }}>
        <OneSite sites={sites} value={site.id} onChange={choose} />
        {assets.length ? (
          <TextField {...filterChoice} label={t('model.asset')} value={shown?.id ?? ''} onChange={(e) => chooseAsset(e.target.value)}>
            {assets.map((a) => (
              <MenuItem key={a.id} value={a.id}>
                {nameOf(a)}
              </MenuItem>
            ))}
          </TextField>
        ) : null}
      </Box>
      <Loaded query={inventory} heights={[280]}>
        {() => (shown ? <OfAsset key={shown.id} asset={shown} zone={site.time_zone} /> : <EmptyState icon="devices" title={t('model.no_asset')} next={t('model.no_asset_next')} />)}
      </Loaded>
    </>
  );
}

function nameOf(a: AssetRecord): string {
  return a.name && a.name !== a.key ? `${a.name} (${a.key})` : a.key;
}

/** The bound of what can be promised of an asset, as the database holds it; null without a rating. */
function ratingOf(a: AssetRecord): number | null {
  return a.max_active_power_watts ?? a.max_apparent_power_va ?? null;
}

function OfAsset({ asset, zone }: { asset: AssetRecord; zone: string }) {
  const { t } = useTexts();
  const promises = usePromises(asset.id);
  return (
    <Loaded query={promises} heights={[280]}>
      {({ allocations, contracts }) => {
        const holding = inForce(allocations);
        if (holding.length === 0) return <EmptyState icon="table" title={t('model.no_promise')} next={t('model.no_promise_next')} />;
        return <Promises asset={asset} zone={zone} allocations={holding} contracts={contracts} />;
      }}
    </Loaded>
  );
}

interface PromisesProps {
  asset: AssetRecord;
  zone: string;
  allocations: readonly AllocationRecord[];
  contracts: readonly ContractRecord[];
}

function Promises({ asset, zone, allocations, contracts }: PromisesProps) {
  const { t, word, format } = useTexts();
  const hues = useHues(allocations);
  const contract = (a: AllocationRecord) => contracts.find((c) => c.id === a.contract_id);
  const columns: Column<AllocationRecord>[] = [
    {
      id: 'contract',
      head: t('model.contract'),
      primary: true,
      cell: (a) => (
        <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1, fontWeight: 560 }}>
          <Box component="span" aria-hidden="true" sx={{ width: 12, height: 12, borderRadius: '3px', flex: 'none', bgcolor: hues.get(a.id) }} />
          {contract(a)?.counterparty ?? a.contract_id}
        </Box>
      ),
    },
    { id: 'type', head: t('model.contract_type'), cell: (a) => word('contract_type', contract(a)?.contract_type ?? '') },
    { id: 'watts', head: t('model.promised'), align: 'right', cell: (a) => join(format.power(a.allocated_watts)) },
    { id: 'from', head: t('model.from'), cell: (a) => format.date(a.effective_from, zone) },
    { id: 'to', head: t('model.to'), cell: (a) => (a.effective_to ? format.date(a.effective_to, zone) : t('model.without_end')) },
  ];
  return (
    <>
      <Box sx={{ px: { xs: 2, md: 3 }, pb: 2 }}>
        <Timeline asset={asset} zone={zone} allocations={allocations} hues={hues} />
      </Box>
      <DataTable label={t('model.promises')} columns={columns} rows={allocations} rowKey={(a) => a.id} />
    </>
  );
}

function useHues(allocations: readonly AllocationRecord[]): Map<string, string> {
  const { energy } = useTheme().vars!.palette;
  return new Map(allocations.map((a, i) => [a.id, energy[energyKinds[i % energyKinds.length]!]]));
}

const width = 1000;
const height = 200;

interface TimelineProps extends Omit<PromisesProps, 'contracts'> {
  hues: ReadonlyMap<string, string>;
}

function Timeline({ asset, zone, allocations, hues }: TimelineProps) {
  const { t, format } = useTexts();
  const { surface, error, text } = useTheme().vars!.palette;
  const [now] = useState(() => Date.now());
  const span = spanOf(allocations, now);
  const steps = stepsOf(allocations, span);
  const rating = ratingOf(asset);
  const most = Math.max(...steps.map((s) => s.watts));
  const top = Math.max(rating ?? 0, most) * 1.08;
  const x = (at: number) => ((at - span.from) / (span.to - span.from)) * width;
  const y = (watts: number) => height - (watts / top) * height;
  const bound = rating === null ? t('model.no_rating') : t('model.rating', { power: join(format.power(rating)) });
  return (
    <Box>
      <Box className="figures" sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: 2, typography: 'body2', mb: 0.75 }}>
        <Box component="span" sx={{ color: rating === null ? 'text.secondary' : 'error.main', fontWeight: 560 }}>{bound}</Box>
        <Box component="span" sx={{ color: 'text.secondary' }}>{t('model.most_promised', { power: join(format.power(most)) })}</Box>
      </Box>
      <Box component="svg" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={t('model.promises_alt')} sx={{ display: 'block', width: '100%', height: { xs: 150, md: 200 }, borderBottom: 1, borderColor: 'surface.lineStrong' }}>
        {steps.flatMap((step) => {
          let below = 0;
          return step.parts.map((part) => {
            below += part.watts;
            return <rect key={`${step.from}-${part.id}`} data-part={part.id} x={x(step.from)} width={x(step.to) - x(step.from)} y={y(below)} height={(part.watts / top) * height} fill={hues.get(part.id)} stroke={surface.line} strokeWidth="1" vectorEffect="non-scaling-stroke" />;
          });
        })}
        <line x1={x(now)} x2={x(now)} y1="0" y2={height} stroke={text.primary} strokeWidth="1" strokeDasharray="2 3" vectorEffect="non-scaling-stroke" />
        {rating === null ? null : <line data-testid="rating" x1="0" x2={width} y1={y(rating)} y2={y(rating)} stroke={error.main} strokeWidth="2" strokeDasharray="6 4" vectorEffect="non-scaling-stroke" />}
      </Box>
      <Box className="figures" aria-hidden="true" sx={{ position: 'relative', height: '1.5em', mt: 0.5, typography: 'caption', color: 'text.secondary' }}>
        <Box component="span" sx={{ position: 'absolute', left: 0 }}>{format.date(span.from, zone)}</Box>
        <Box component="span" sx={{ position: 'absolute', left: `${x(now) / 10}%`, transform: 'translateX(-50%)', color: 'text.primary' }}>{t('model.today')}</Box>
        <Box component="span" sx={{ position: 'absolute', right: 0 }}>{format.date(span.to, zone)}</Box>
      </Box>
    </Box>
  );
}
