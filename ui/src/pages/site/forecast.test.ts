import { describe, expect, it } from 'vitest';
import type { ForecastPoint } from '../../api/outlook';
import { schemes } from '../../design/tokens';
import { translate } from '../../i18n/translate';
import type { Texts } from '../../i18n/useTexts';
import { formatter } from '../../lib/format';
import { expectedText, forecastLine, forecastSeries, issuedText } from './forecast';

const texts: Pick<Texts, 't' | 'format'> = { t: (key, ...values) => translate('en', key, ...values), format: formatter('en') };

function point(ts: string, watts: number, more: Partial<ForecastPoint> = {}): ForecastPoint {
  return { ts, predicted_value: watts, p10: null, p50: null, p90: null, confidence: null, model_version: 'ridge/3', issued_at: '2026-06-01T08:00:00Z', feature_hash: '', ...more };
}

const ten = Date.parse('2026-06-01T10:00:00Z');
const quarter = 15 * 60_000;

describe('a forecast', () => {
  it('is no series where there is none', () => {
    expect(forecastSeries([], schemes.light)).toEqual([]);
  });
  it('is a line in kW, import above and export below, and breaks where nothing is said', () => {
    const points = [point('2026-06-01T10:00:00Z', 3200), point('2026-06-01T10:15:00Z', -1500), point('2026-06-01T14:00:00Z', 0)];
    expect(forecastLine(points, (p) => p.predicted_value)).toEqual([[ten, 3.2], [ten + quarter, -1.5], [ten + quarter + 1, null], [ten + 16 * quarter, 0]]);
  });
  it('has a band where a model says both of its bounds, also across the line', () => {
    const [low, band, mean] = forecastSeries([point('2026-06-01T10:00:00Z', 0, { p10: -1000, p90: 2000 }), point('2026-06-01T10:15:00Z', 0, { p10: -1000 })], schemes.light) as { data: unknown; lineStyle: { type?: string } }[];
    expect(low!.data).toEqual([[ten, -1], [ten + quarter, null]]);
    expect(band!.data).toEqual([[ten, 3], [ten + quarter, null]]);
    expect(mean!.lineStyle.type).toBe('dashed');
  });
  it('says who issued it, and when the newest of it was', () => {
    const points = [point('2026-06-01T10:00:00Z', 1), point('2026-06-01T10:15:00Z', 1, { model_version: 'knn/1', issued_at: '2026-06-01T09:30:00Z' })];
    expect(issuedText(points, 'UTC', texts)).toMatch(/^Forecast of the connection: knn\/1, ridge\/3, issued .*09:30/);
  });
  it('is told in words, without a sign', () => {
    const points = [point('2026-06-01T10:00:00Z', -3000), point('2026-06-01T10:05:00Z', -1000)];
    expect(expectedText(points, ten, ten + quarter, texts)?.replace('\u202f', ' ')).toMatch(/^exporting 2\.00 kW$/);
    expect(expectedText(points, ten + quarter, ten + 2 * quarter, texts)).toBeNull();
  });
});
