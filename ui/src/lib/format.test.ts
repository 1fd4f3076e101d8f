import { describe, expect, it } from 'vitest';
import { formatter, isIdle, join } from './format';

const en = formatter('en');
const de = formatter('de');

describe('power', () => {
  it.each([
    [3200, '3.20 kW'],
    [-3200, '3.20 kW'],
    [0, '0.00 kW'],
    [-0.4, '0.00 kW'],
    [9994, '9.99 kW'],
    [9996, '10.0 kW'],
    [99_960, '100 kW'],
    [9_999_400, '9,999 kW'],
    [12_340_000, '12.3 MW'],
  ])('shows %d W as %s, without a sign', (watts, want) => {
    expect(join(en.power(watts)).replace('\u202f', ' ')).toBe(want);
  });
  it('uses the decimal comma in German', () => {
    expect(join(de.power(3200))).toBe('3,20\u202fkW');
  });
  it('calls what shows as zero idle', () => {
    expect(isIdle(4)).toBe(true);
    expect(isIdle(-4)).toBe(true);
    expect(isIdle(5)).toBe(false);
  });
});

it('shows energy in kWh and MWh', () => {
  expect(join(en.energy(412_345))).toBe('412\u202fkWh');
  expect(join(de.energy(1_234_567))).toBe('1.235\u202fkWh');
  expect(join(de.energy(12_345_678))).toBe('12,3\u202fMWh');
});

it('shows shares and percents', () => {
  expect(en.share(0.4221)).toEqual({ value: '42', unit: '%' });
  expect(de.percent(7.5)).toEqual({ value: '7,5', unit: '%' });
  expect(en.percent(62)).toEqual({ value: '62', unit: '%' });
});

it('writes a real minus where a number may be negative', () => {
  expect(en.measure(-5.25, '°C')).toBe('\u22125.3');
  expect(en.measure(50.0214, 'Hz')).toBe('50.021');
  expect(en.number(-0, 0)).toBe('0');
});

it("tells time in the site's zone, whatever the browser's is", () => {
  const at = '2026-07-01T22:30:00Z';
  expect(en.time(at, 'Europe/Berlin')).toBe('00:30');
  expect(en.time(at, 'Europe/Lisbon')).toBe('23:30');
  expect(de.dateTime(at, 'Europe/Berlin')).toContain('2.');
});
