import { Box } from '@mui/material';
import { useSummary } from '../../api/queries';
import type { Summary } from '../../api/types';
import { Panel } from '../../design/Panel';
import { Stat } from '../../design/Stat';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { join, type Quantity } from '../../lib/format';
import type { Shown } from './useSpan';

/** The key figures of the shown day, as the server worked them out. */
export function KeyFigures({ site, zone, shown }: { site: string; zone: string; shown: Shown }) {
  const { t, format } = useTexts();
  const summary = useSummary(site, shown.day);
  const day = shown.isToday ? t('site.today') : format.date((shown.span.from + shown.span.to) / 2, zone);
  const covered = summary.data ? t('kpi.covered', { share: join(format.share(summary.data.covered_share)) }) : null;
  return (
    <Panel title={t('site.kpis')} lead={covered ? `${day} · ${covered}` : day} sx={{ height: '100%' }}>
      <Loaded query={summary} heights={[180]}>
        {(data) => <Figures summary={data} zone={zone} />}
      </Loaded>
    </Panel>
  );
}

function Figures({ summary: s, zone }: { summary: Summary; zone: string }) {
  const { t, format } = useTexts();
  const show = (value: number | null, as: (v: number) => Quantity) => (value === null ? null : as(value));
  const note = (value: number | null, text: string | undefined) => (value === null ? t('kpi.none') : text);
  const discharged = s.discharged_wh === null ? undefined : t('kpi.discharged', { energy: join(format.energy(s.discharged_wh)) });
  const peakAt = s.peak_import_from === null ? undefined : t('kpi.peak_at', { time: format.time(s.peak_import_from, zone) });
  return (
    <Box
      data-testid="kpis"
      sx={{
        flex: 1,
        display: 'grid',
        gridTemplateColumns: '1fr 1fr',
        columnGap: 3,
        rowGap: 1.75,
        alignContent: 'space-between',
      }}
    >
      <Stat label={t('kpi.self_sufficiency')} quantity={show(s.self_sufficiency, format.share)} share={s.self_sufficiency} note={note(s.self_sufficiency, t('kpi.self_sufficiency_help'))} icon="site" />
      <Stat label={t('kpi.self_consumption')} quantity={show(s.self_consumption, format.share)} share={s.self_consumption} note={note(s.self_consumption, t('kpi.self_consumption_help'))} icon="solar" kind="solar" />
      <Stat label={t('kpi.pv')} quantity={show(s.pv_wh, format.energy)} note={note(s.pv_wh, undefined)} icon="solar" kind="solar" />
      <Stat label={t('kpi.load')} quantity={show(s.load_wh, format.energy)} note={note(s.load_wh, undefined)} icon="load" kind="load" />
      <Stat label={t('kpi.import')} quantity={show(s.import_wh, format.energy)} note={note(s.import_wh, undefined)} icon="grid" kind="grid" />
      <Stat label={t('kpi.export')} quantity={show(s.export_wh, format.energy)} note={note(s.export_wh, undefined)} icon="grid" kind="grid" />
      <Stat label={t('kpi.charged')} quantity={show(s.charged_wh, format.energy)} note={note(s.charged_wh, discharged)} icon="battery" kind="battery" />
      <Stat label={t('kpi.peak')} quantity={show(s.peak_import_watts, format.power)} note={note(s.peak_import_watts, peakAt)} icon="grid" kind="grid" />
    </Box>
  );
}
