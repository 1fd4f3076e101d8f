import { Box } from '@mui/material';
import { useId } from 'react';
import { useSeries } from '../../api/queries';
import type { RuleTrial, TrialAlarm } from '../../api/rules';
import type { Series, SiteMark } from '../../api/types';
import { useTexts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { curveOf, rowsOf, shareOf, type Curve } from './trial';
import type { RuleForm } from './form';

interface TrialViewProps {
  trial: RuleTrial;
  /** The rule that was tried. */
  form: RuleForm;
  sites: readonly SiteMark[];
}

/** What a rule would have done: in words, over the course of the channel, and alarm by alarm. */
export function TrialView({ trial, form, sites }: TrialViewProps) {
  const { t, tn } = useTexts();
  const heading = useId();
  const zone = sites.find((s) => s.id === form.site)?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const concrete = form.kind === 'THRESHOLD' && form.site !== '' && /^[^*].*\./.test(form.channel);
  return (
    <Box component="section" aria-labelledby={heading} data-testid="trial" sx={{ bgcolor: 'surface.sunken', borderRadius: '12px', p: 2, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Box component="h3" id={heading} sx={{ typography: 'h3', m: 0 }} role="status">
        {trial.places === 0 ? t('trial.nowhere') : tn('trial.alarms', trial.raised.length)}
      </Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{trial.places === 0 ? t('trial.nowhere_next') : `${tn('trial.samples', trial.samples)} · ${tn('trial.places', trial.places)}${trial.more ? ` · ${t('trial.more')}` : ''}`}</Box>
      {trial.places > 0 && concrete ? <CourseOf trial={trial} form={form} zone={zone} /> : null}
      {trial.places > 0 && !concrete && trial.raised.length > 0 ? <Strips trial={trial} zone={zone} /> : null}
      {trial.raised.length > 0 ? <AlarmList raised={trial.raised} zone={zone} /> : null}
    </Box>
  );
}

function CourseOf({ trial, form, zone }: { trial: RuleTrial; form: RuleForm; zone: string }) {
  const series = useSeries(form.site, [form.channel], { from: Date.parse(trial.from), to: Date.parse(trial.to), bucket: '5m' }).data?.[0];
  return series ? <Course series={series} trial={trial} threshold={Number(form.threshold.replace(',', '.'))} zone={zone} /> : <Strips trial={trial} zone={zone} />;
}

const width = 1000;
const height = 160;

/** The channel over the last 24 hours with the threshold, and shaded where an alarm would have been open. */
function Course({ series, trial, threshold, zone }: { series: Series; trial: RuleTrial; threshold: number; zone: string }) {
  const { t, format } = useTexts();
  const curve = curveOf(series.buckets, threshold, trial);
  if (curve === null) return <Strips trial={trial} zone={zone} />;
  return (
    <Box>
      <Box className="figures" sx={{ typography: 'caption', color: 'text.secondary', display: 'flex', justifyContent: 'space-between' }}>
        <span>{`${format.measure(curve.highest, series.unit)} ${series.unit}`}</span>
        <span>{t('trial.threshold', { value: `${format.measure(threshold, series.unit)} ${series.unit}` })}</span>
      </Box>
      <Box component="svg" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={t('trial.course_alt', { channel: series.channel })} sx={{ display: 'block', width: '100%', height: { xs: 120, md: 160 }, bgcolor: 'background.paper', borderRadius: '8px' }}>
        <Shades trial={trial} />
        <Lines curve={curve} />
      </Box>
      <Box className="figures" sx={{ typography: 'caption', color: 'text.secondary' }}>{`${format.measure(curve.lowest, series.unit)} ${series.unit}`}</Box>
      <TimeAxis trial={trial} zone={zone} />
    </Box>
  );
}

function Lines({ curve }: { curve: Curve }) {
  const at = ([x, y]: readonly [number, number]) => `${(x * width).toFixed(1)} ${((1 - y) * height).toFixed(1)}`;
  return (
    <>
      {curve.parts.map((points, i) => (
        <Box key={i} component="path" d={`M${points.map(at).join('L')}`} vectorEffect="non-scaling-stroke" sx={{ fill: 'none', stroke: 'var(--oh-palette-primary-main)', strokeWidth: 2 }} />
      ))}
      <Box component="path" d={`M0 ${(1 - curve.threshold) * height}H${width}`} vectorEffect="non-scaling-stroke" sx={{ stroke: 'var(--oh-palette-error-main)', strokeWidth: 1.5, strokeDasharray: '6 4' }} />
    </>
  );
}

function Shades({ trial }: { trial: RuleTrial }) {
  return trial.raised.map((a, i) => {
    const from = shareOf(a.raised_at, trial);
    const to = a.cleared_at === null ? 1 : shareOf(a.cleared_at, trial);
    return <Box key={i} component="rect" x={from * width} y={0} width={Math.max((to - from) * width, 2)} height={height} sx={{ fill: 'var(--oh-palette-warning-main)', opacity: 0.28 }} />;
  });
}

/** A line of the day for each place, dark where an alarm would have been open. */
function Strips({ trial, zone }: { trial: RuleTrial; zone: string }) {
  const { t } = useTexts();
  return (
    <Box>
      {rowsOf(trial.raised).map((row) => (
        <Box key={row.place} sx={{ mb: 1 }}>
          <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{row.place}</Box>
          <Box component="svg" viewBox={`0 0 ${width} 20`} preserveAspectRatio="none" role="img" aria-label={t('trial.strip_alt', { place: row.place })} sx={{ display: 'block', width: '100%', height: 20, bgcolor: 'background.paper', borderRadius: '6px' }}>
            {row.alarms.map((a, i) => {
              const from = shareOf(a.raised_at, trial);
              const to = a.cleared_at === null ? 1 : shareOf(a.cleared_at, trial);
              return <Box key={i} component="rect" x={from * width} y={2} width={Math.max((to - from) * width, 3)} height={16} sx={{ fill: 'var(--oh-palette-warning-main)' }} />;
            })}
          </Box>
        </Box>
      ))}
      <TimeAxis trial={trial} zone={zone} />
    </Box>
  );
}

function TimeAxis({ trial, zone }: { trial: RuleTrial; zone: string }) {
  const { format } = useTexts();
  const from = Date.parse(trial.from);
  const to = Date.parse(trial.to);
  return (
    <Box className="figures" aria-hidden="true" sx={{ display: 'flex', justifyContent: 'space-between', typography: 'caption', color: 'text.secondary' }}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <span key={share}>{format.time(from + (to - from) * share, zone)}</span>
      ))}
    </Box>
  );
}

function AlarmList({ raised, zone }: { raised: readonly TrialAlarm[]; zone: string }) {
  const { t, tn, format, language } = useTexts();
  const most = 8;
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {raised.slice(0, most).map((a, i) => (
        <Box component="li" key={i} data-testid="trial-alarm" sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: 2, py: 0.75, borderTop: 1, borderColor: 'divider', typography: 'body2' }}>
          <Box sx={{ overflowWrap: 'anywhere' }}>{[language === 'de' ? a.text_de : a.text_en, a.site_name].filter(Boolean).join(' · ')}</Box>
          <Box className="figures" sx={{ color: 'text.secondary' }}>
            {format.dateTime(a.raised_at, zone)} · {a.cleared_at === null ? t('trial.still_open') : ageText(Date.parse(a.cleared_at) - Date.parse(a.raised_at), t)}
          </Box>
        </Box>
      ))}
      {raised.length > most ? <Box component="li" sx={{ typography: 'body2', color: 'text.secondary', pt: 0.75 }}>{tn('trial.further', raised.length - most)}</Box> : null}
    </Box>
  );
}
