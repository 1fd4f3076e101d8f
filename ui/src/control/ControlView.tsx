import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import type { ControlReport } from '../api/types';
import { Panel } from '../design/Panel';
import { useTexts } from '../i18n/useTexts';
import { AssetCard } from './AssetCard';
import { ControllerTable } from './ControllerTable';
import { DriverTable } from './DriverTable';
import { FaultPanel } from './FaultPanel';
import { LimitPanel } from './LimitPanel';
import { OverridePanel } from './OverridePanel';
import { StatePanel } from './StatePanel';

interface ControlViewProps {
  report: ControlReport;
  /** The edge's time now, in epoch milliseconds. */
  now: number;
  /** Names of people by id. */
  names?: ReadonlyMap<string, string>;
  /** What only one of the pages has, below the set-points by hand. */
  children?: ReactNode;
}

const nobody: ReadonlyMap<string, string> = new Map();

/** How a site is controlled: shown by the edge's own panel and by the Control page alike. */
export function ControlView({ report, now, names = nobody, children }: ControlViewProps) {
  const { t } = useTexts();
  const zone = report.time_zone;
  const steered = report.assets.filter((a) => a.controllable || a.requests.length > 0 || a.setpoints.length > 0);
  const taken = new Set(report.overrides.map((o) => o.asset));
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
      <StatePanel report={report} />
      {report.faults.length ? <FaultPanel faults={report.faults} zone={zone} /> : null}
      <Box component="section" aria-label={t('control.assets')}>
        <Box sx={{ mb: 1.5, px: { xs: 0.5, md: 0 } }}>
          <Box component="h2" sx={{ typography: 'h2', m: 0 }}>{t('control.assets')}</Box>
          <Box sx={{ typography: 'body2', color: 'text.secondary', maxWidth: '120ch' }}>{t('control.assets_lead')}</Box>
        </Box>
        <Box sx={{ display: 'grid', gap: { xs: 2, md: 3 }, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 440px), 1fr))', alignItems: 'start' }}>
          {steered.map((asset) => (
            <AssetCard key={asset.key} asset={asset} zone={zone} byHand={taken.has(asset.key)} />
          ))}
        </Box>
        {report.left_out > 0 ? <Box sx={{ mt: 1, typography: 'body2', color: 'warning.main' }}>{t('control.left_out', { n: report.left_out })}</Box> : null}
      </Box>
      <Box sx={{ display: 'grid', gap: { xs: 2, md: 3 }, gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 3fr) minmax(0, 2fr)' }, alignItems: 'start' }}>
        <OverridePanel report={report} now={now} names={names} />
        <LimitPanel limits={report.limits} zone={zone} />
      </Box>
      {children}
      <Panel title={t('controllers.title')} lead={t('controllers.lead')} flush>
        <ControllerTable controllers={report.controllers} />
      </Panel>
      <Panel title={t('drivers.title')} flush>
        <DriverTable devices={report.devices} now={now} zone={zone} />
      </Panel>
    </Box>
  );
}
