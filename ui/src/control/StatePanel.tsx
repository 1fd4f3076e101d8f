import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import type { ControlReport } from '../api/types';
import { Icon } from '../design/icons';
import { Panel } from '../design/Panel';
import { StatusBadge, type Tone } from '../design/StatusBadge';
import { useTexts } from '../i18n/useTexts';
import { useGive } from './acts';
import { OrderDialog } from './OrderDialog';
import { shortTime } from './wording';

const tones: Record<string, Tone> = { INIT: 'quiet', STANDBY: 'warning', RUN: 'ok', FAULT: 'severe', SHUTDOWN: 'warning' };
const modes = ['SELF_CONSUMPTION', 'PEAK_SHAVING', 'SCHEDULE', 'DROOP', 'BACKUP', 'ISLAND'] as const;

type Asking = { kind: 'MODE'; mode: string } | { kind: 'ENABLE'; enabled: boolean };

/** The top-level state, the mode, and how the cycle keeps its time. */
export function StatePanel({ report }: { report: ControlReport }) {
  const { t, word } = useTexts();
  const give = useGive();
  const [asking, setAsking] = useState<Asking | null>(null);
  return (
    <Panel>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 1fr) auto' }, gap: 3, alignItems: 'center' }}>
        <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start', minWidth: 0 }}>
          <StateSeal state={report.state} />
          <Box sx={{ minWidth: 0 }}>
            <Box data-testid="edge-state" component="h2" sx={{ typography: 'h1', m: 0 }}>{word('edge', report.state)}</Box>
            <Box sx={{ color: 'text.secondary', maxWidth: '60ch' }}>{word('edge_about', report.state)}</Box>
          </Box>
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
          {give ? (
            <TextField select size="small" label={t('mode.label')} value={report.mode} onChange={(e) => setAsking({ kind: 'MODE', mode: e.target.value })} sx={{ minWidth: 190 }}>
              {modes.map((m) => (
                <MenuItem key={m} value={m}>{word('mode', m)}</MenuItem>
              ))}
            </TextField>
          ) : (
            <StatusBadge tone="brand" icon={null}>{word('mode', report.mode)}</StatusBadge>
          )}
          {give ? (
            <Button variant="outlined" color={report.enabled ? 'inherit' : 'primary'} onClick={() => setAsking({ kind: 'ENABLE', enabled: !report.enabled })} sx={{ minHeight: 40 }}>
              {t(report.enabled ? 'control.switch_off' : 'control.switch_on')}
            </Button>
          ) : null}
        </Box>
      </Box>
      <Timing report={report} />
      {asking ? <Change asking={asking} onClose={() => setAsking(null)} /> : null}
    </Panel>
  );
}

function StateSeal({ state }: { state: string }) {
  const tone = tones[state] ?? 'quiet';
  const ground = { ok: 'soft.ok', warning: 'soft.warning', severe: 'soft.severe', quiet: 'surface.sunken', brand: 'surface.brandSoft' }[tone];
  const ink = { ok: 'success.main', warning: 'warning.main', severe: 'error.main', quiet: 'text.secondary', brand: 'primary.main' }[tone];
  const icon = ({ ok: 'ok', warning: 'warning', severe: 'severe', quiet: 'clock', brand: 'info' } as const)[tone];
  return (
    <Box sx={{ width: 56, height: 56, flex: 'none', borderRadius: '16px', bgcolor: ground, color: ink, display: 'grid', placeItems: 'center' }}>
      <Icon name={icon} size={30} />
    </Box>
  );
}

function Change({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  const { t, word } = useTexts();
  if (asking.kind === 'MODE') {
    return (
      <OrderDialog
        title={`${t('control.change_mode')}: ${word('mode', asking.mode)}`}
        compose={() => ({ kind: 'MODE', payload: { mode: asking.mode } })}
        onClose={onClose}
      />
    );
  }
  return (
    <OrderDialog
      title={t(asking.enabled ? 'control.switch_on' : 'control.switch_off')}
      {...(asking.enabled ? {} : { lead: t('edge_about.STANDBY') })}
      compose={() => ({ kind: 'ENABLE', payload: { enabled: asking.enabled } })}
      onClose={onClose}
    />
  );
}

function Timing({ report }: { report: ControlReport }) {
  const texts = useTexts();
  const { t, tn, format } = texts;
  const c = report.cycle;
  const ms = (us: number) => shortTime(us, texts);
  const facts = [
    t('control.cycle_every', { time: ms(c.period_us) }),
    t('control.cycles', { n: format.number(c.cycles, 0) }),
    tn('control.overruns', c.overruns),
    `${t('control.late', { time: ms(c.lateness_p99_us) })}, ${t('control.late_most', { time: ms(c.lateness_max_us) })}`,
    `${t('control.took', { time: ms(c.duration_p99_us) })}, ${t('control.took_most', { time: ms(c.duration_max_us) })}`,
  ];
  return (
    <Box className="figures" sx={{ mt: 2.5, pt: 2, borderTop: 1, borderColor: 'divider', display: 'flex', flexWrap: 'wrap', columnGap: 2.5, rowGap: 0.5, typography: 'body2', color: 'text.secondary' }} data-testid="timing">
      <Box component="span" sx={{ fontWeight: 600, color: 'text.primary' }}>{t('control.cycle')}</Box>
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </Box>
  );
}
