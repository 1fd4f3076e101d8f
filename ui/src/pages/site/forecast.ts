import type { ForecastPoint } from '../../api/outlook';
import type { schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { join } from '../../lib/format';

type Tokens = (typeof schemes)['light'];

// Points that lie further apart belong to different times: the line does not join them.
const apart = 90 * 60_000;

/** Values of points in kW over time, with a break where there is no point for long. Import, which comes in, is above the line. */
export function forecastLine(points: readonly ForecastPoint[], pick: (p: ForecastPoint) => number | null): [number, number | null][] {
  const line: [number, number | null][] = [];
  let before = NaN;
  for (const p of points) {
    const at = Date.parse(p.ts);
    if (at - before > apart) line.push([before + 1, null]);
    const watts = pick(p);
    line.push([at, watts === null ? null : watts / 1000]);
    before = at;
  }
  return line;
}

/** What is forecast of the connection: a dashed line in the band from P10 to P90. */
export function forecastSeries(points: readonly ForecastPoint[], tokens: Tokens): object[] {
  if (points.length === 0) return [];
  const plain = { type: 'line', silent: true, symbol: 'none', emphasis: { disabled: true }, z: 5 };
  const hidden = { ...plain, lineStyle: { opacity: 0 }, stack: 'forecast', stackStrategy: 'all', z: 4 };
  const banded = (p: ForecastPoint) => p.p10 !== null && p.p90 !== null;
  return [
    { ...hidden, id: 'forecast-p10', data: forecastLine(points, (p) => (banded(p) ? p.p10 : null)) },
    { ...hidden, id: 'forecast-p90', areaStyle: { color: tokens.text, opacity: 0.14 }, data: forecastLine(points, (p) => (banded(p) ? p.p90! - p.p10! : null)) },
    { ...plain, id: 'forecast', lineStyle: { color: tokens.text, width: 2, type: 'dashed' }, itemStyle: { color: tokens.text }, data: forecastLine(points, (p) => p.predicted_value) },
  ];
}

/** Which models said what is shown, and when the newest of it was issued. */
export function issuedText(points: readonly ForecastPoint[], zone: string, { t, format }: Pick<Texts, 't' | 'format'>): string {
  const models = [...new Set(points.map((p) => p.model_version))].sort();
  const newest = points.reduce((at, p) => (p.issued_at > at ? p.issued_at : at), '');
  return t('site.forecast', { model: models.join(', '), at: format.dateTime(newest, zone) });
}

/** What is forecast of an interval, in words instead of a sign; null where nothing is. */
export function expectedText(points: readonly ForecastPoint[], from: number, to: number, { t, format }: Pick<Texts, 't' | 'format'>): string | null {
  const within = points.filter((p) => Date.parse(p.ts) >= from && Date.parse(p.ts) < to);
  if (within.length === 0) return null;
  const watts = within.reduce((sum, p) => sum + p.predicted_value, 0) / within.length;
  return `${t(watts < 0 ? 'flow.exporting' : 'flow.importing')} ${join(format.power(watts))}`;
}
