import { describe, expect, it } from 'vitest';
import { formatter } from '../../lib/format';
import { energy, partText, share } from './labels';

const format = formatter('en');

describe('figures of a report', () => {
  it('are unknown where the server does not know them, and zero only where it says zero', () => {
    expect(energy(format, null)).toBeNull();
    expect(energy(format, 0)).toEqual({ value: '0.00', unit: 'kWh' });
    expect(energy(format, 1_000)).toEqual({ value: '1.00', unit: 'kWh' });
    expect(share(format, null)).toBeNull();
  });
  it('say 100 % of all of it alone', () => {
    expect(share(format, 10_000)).toEqual({ value: '100', unit: '%' });
    expect(share(format, 9_999)).toEqual({ value: '99.9', unit: '%' });
  });
});

describe('the hours of a report', () => {
  const hours = (n: number) => ({ period: 'DAY' as const, time_zone: 'Europe/Berlin', parts: Array.from({ length: n }) as never[] });
  it('are told apart where one comes twice', () => {
    expect(partText(format, hours(25), { from: '2026-10-25T00:00:00Z' })).toBe('02:00 +02:00');
    expect(partText(format, hours(25), { from: '2026-10-25T01:00:00Z' })).toBe('02:00 +01:00');
  });
  it('are plain on other days', () => {
    expect(partText(format, hours(24), { from: '2026-06-01T00:00:00Z' })).toBe('02:00');
  });
});
