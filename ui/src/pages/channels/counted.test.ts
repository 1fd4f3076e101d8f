import { renderHook } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { schemes } from '../../design/tokens';
import { useTexts } from '../../i18n/useTexts';
import { countedText, courseOption } from './courseOption';
import { counts, type Course } from './courses';

const bucket = (minute: number, energy: number | null, quality: Bucket['energy_quality']): Bucket => ({
  from: new Date(Date.UTC(2026, 5, 1, 12, minute)).toISOString(),
  mean: 5000, min: 5000, max: 5000, last: 5000, covered_seconds: 900, quality: 'GOOD', energy_wh: energy, energy_quality: quality,
});
const meter: Course = { channel: 'meter0.EnergyImport', unit: 'Wh', buckets: [bucket(0, 300, 'GOOD'), bucket(15, 0, 'UNCERTAIN'), bucket(30, null, 'MISSING')] };
const power: Course = { channel: 'meter0.ActivePower', unit: 'W', buckets: [bucket(0, null, 'MISSING')] };
const texts = () => renderHook(() => useTexts()).result.current;

beforeEach(() => usePreferences.setState({ language: 'en' }));

describe('what a counter has counted', () => {
  it('is told of channels that have counted, and of no others', () => {
    expect(counts(meter)).toBe(true);
    expect(counts(power)).toBe(false);
  });
  it('stands per interval with its quality, and unknown is not zero', () => {
    expect(meter.buckets.map((b) => countedText(b, texts()).replaceAll('\u202f', ' '))).toEqual(['0.300 kWh', '0.000 kWh · uncertain', texts().t('site.gap')]);
    expect(countedText(undefined, texts())).toBe(texts().t('site.gap'));
  });
  it('is in the words at the pointer of the chart', () => {
    const from = Date.UTC(2026, 5, 1, 12);
    const option = courseOption({ group: { unit: 'Wh', courses: [meter] }, place: () => 0, from, to: from + 2_700_000, width: 900_000, zone: 'UTC' }, texts(), schemes.light, false);
    const { formatter } = option.tooltip as { formatter: (hits: { axisValue: number }[]) => HTMLElement };
    expect(formatter([{ axisValue: from }]).textContent).toContain(`meter0.EnergyImport: counted in the interval${countedText(meter.buckets[0], texts())}`);
  });
});
