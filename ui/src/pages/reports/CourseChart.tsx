import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import type { Report, Subspan } from '../../api/reports';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { energy, partText } from './labels';

const above = 150;
const below = 60;

/** The energy of each part: import and solar above the line, export below it; hatched where nothing is known. */
export function CourseChart({ report }: { report: Report }) {
  const { t, format } = useTexts();
  const theme = useTheme();
  const { energy: hues, surface } = theme.vars!.palette;
  const top = scaleOf(report.parts);
  const width = 1000;
  const step = width / report.parts.length;
  const atTop = energy(format, top);
  const size = (wattHours: number | null) => ((wattHours ?? 0) / top) * above;
  return (
    <Box>
      <Box className="figures" sx={{ typography: 'caption', color: 'text.secondary' }}>{atTop ? join(atTop) : ''}</Box>
      <Box component="svg" viewBox={`0 0 ${width} ${above + below}`} preserveAspectRatio="none" role="img" aria-label={t('reports.course_alt')} sx={{ display: 'block', width: '100%', height: { xs: 170, md: 240 } }}>
        <defs>
          <pattern id="report-gap" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="3" height="8" fill={surface.line} />
          </pattern>
        </defs>
        <line x1="0" x2={width} y1="0.5" y2="0.5" stroke={surface.line} vectorEffect="non-scaling-stroke" />
        {report.parts.map((p, i) => {
          const box = { x: i * step + step * 0.1, width: step * 0.8 };
          if (p.import_wh === null && p.pv_wh === null && p.export_wh === null) {
            return <rect key={p.from} {...box} y={0} height={above} fill="url(#report-gap)" />;
          }
          const grid = size(p.import_wh);
          const solar = size(p.pv_wh);
          return (
            <g key={p.from}>
              <rect {...box} y={above - grid} height={grid} fill={hues.grid} />
              <rect {...box} y={above - grid - solar} height={solar} fill={hues.solar} />
              <rect {...box} y={above} height={size(p.export_wh)} fill={hues.grid} opacity={0.55} />
            </g>
          );
        })}
        <line x1="0" x2={width} y1={above} y2={above} stroke={surface.lineStrong} strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      </Box>
      <Labels report={report} />
      <Legend
        items={[
          { colour: hues.grid, label: t('series.import') },
          { colour: hues.solar, label: t('series.solar') },
          { colour: hues.grid, label: t('series.export'), pale: true },
          { colour: surface.line, label: t('site.gap') },
        ]}
      />
    </Box>
  );
}

function Labels({ report }: { report: Report }) {
  const { format } = useTexts();
  const every = report.period === 'WEEK' ? 1 : 3;
  const label = (p: Subspan) => (report.period === 'WEEK' ? partText(format, report, p) : format.time(p.from, report.time_zone));
  return (
    <Box className="figures" aria-hidden="true" sx={{ display: 'flex', typography: 'caption', color: 'text.secondary', mt: 0.5 }}>
      {report.parts.map((p, i) => (
        <Box key={p.from} sx={{ flex: '1 1 0', minWidth: 0, textAlign: 'center', overflow: 'visible', overflowWrap: 'normal', whiteSpace: report.period === 'WEEK' ? 'normal' : 'nowrap', visibility: { xs: i % (every * 2) === 0 || every === 1 ? 'visible' : 'hidden', md: i % every === 0 ? 'visible' : 'hidden' } }}>
          {i % every === 0 ? <Box component="span" sx={{ display: 'inline-block', mx: '-2em' }}>{label(p)}</Box> : null}
        </Box>
      ))}
    </Box>
  );
}

function Legend({ items }: { items: readonly { colour: string; label: string; pale?: boolean }[] }) {
  return (
    <Box aria-hidden="true" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2.5, rowGap: 0.5, mt: 1, typography: 'body2', color: 'text.secondary' }}>
      {items.map((item) => (
        <Box key={item.label} component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}>
          <Box component="span" sx={{ width: 12, height: 12, borderRadius: '3px', bgcolor: item.colour, opacity: item.pale ? 0.55 : 1 }} />
          {item.label}
        </Box>
      ))}
    </Box>
  );
}

/** The energy at the top of the drawing in Wh, never 0: the largest of import and solar together, and enough for the largest export below. */
export function scaleOf(parts: readonly Subspan[]): number {
  const up = Math.max(...parts.map((p) => (p.import_wh ?? 0) + (p.pv_wh ?? 0)));
  const down = Math.max(...parts.map((p) => p.export_wh ?? 0));
  return Math.max(up, (down * above) / below, 0.01);
}
