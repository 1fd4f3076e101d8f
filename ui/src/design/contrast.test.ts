import { describe, expect, it } from 'vitest';
import { contrast } from './contrast';
import { energyKinds, schemes } from './tokens';

describe.each(['light', 'dark'] as const)('the %s scheme', (name) => {
  const s = schemes[name];
  it('has readable text on every ground (WCAG AA, 4.5:1)', () => {
    const pairs: [string, string][] = [s.canvas, s.surface, s.sunken].flatMap((ground) =>
      [s.text, s.muted, s.brand, s.ok, s.warning, s.severe, s.stale].map((ink): [string, string] => [ink, ground]),
    );
    pairs.push([s.onBrand, s.brand], [s.onBrand, s.brandHover], [s.brand, s.brandSoft]);
    pairs.push([s.ok, s.okSoft], [s.warning, s.warningSoft], [s.severe, s.severeSoft], [s.text, s.brandSoft]);
    const short = pairs.filter(([ink, ground]) => contrast(ink, ground) < 4.5);
    expect(short).toEqual([]);
  });
  it('has energy colours that stand out as graphics (3:1)', () => {
    for (const kind of energyKinds) {
      expect(contrast(s.energy[kind], s.canvas), kind).toBeGreaterThanOrEqual(3);
      expect(contrast(s.energy[kind], s.surface), kind).toBeGreaterThanOrEqual(3);
    }
  });
  it('has visible control outlines (3:1)', () => {
    expect(contrast(s.lineStrong, s.surface)).toBeGreaterThanOrEqual(3);
    expect(contrast(s.focus, s.canvas)).toBeGreaterThanOrEqual(3);
  });
});

it('knows the extremes', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#123456', '#123456')).toBe(1);
});
