import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import type { SiteItem } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { theme } from '../../design/theme';
import { clusters, filtered, graticule, needOf, onScreen, pathOf, placed, project, homeOf, viewOf, worstOf, zoomed, type SiteFilter } from './map';
import outlines from './outlines.json';
import SiteMap from './SiteMap';

function site(name: string, at: [number, number] | null, more: Partial<SiteItem> = {}): SiteItem {
  return { id: name, name, address: '', time_zone: 'Europe/Berlin', latitude: at?.[0] ?? null, longitude: at?.[1] ?? null, state: 'ONLINE', open_alarms: 0, last_seen: null, now: { grid_watts: null }, today: {}, ...more } as SiteItem;
}

const berlin = site('Berlin', [52.52, 13.4]);
const potsdam = site('Potsdam', [52.4, 13.06], { state: 'SILENT' });
const paris = site('Paris', [48.86, 2.35], { open_alarms: 2 });
const size = { width: 800, height: 400 };

describe('the projection', () => {
  it('has the equator in the middle and stretches towards the poles', () => {
    expect(project(0, 7)).toEqual({ x: 7, y: expect.closeTo(0, 9) });
    // Mercator's northing of 45 degrees is asinh(tan 45°) = 0.881374 radians.
    expect(project(45, 0).y).toBeCloseTo((-0.881374 * 180) / Math.PI, 3);
    expect(project(-45, 0).y).toBeCloseTo(-project(45, 0).y, 9);
    expect(Number.isFinite(project(90, 0).y)).toBe(true);
  });
  it('shows all points within the view that is chosen for them', () => {
    const points = placed([berlin, paris]).map((p) => p.at);
    const view = viewOf(points, size);
    for (const p of points) {
      const { x, y } = onScreen(p, view, size);
      expect(x).toBeGreaterThan(40);
      expect(x).toBeLessThan(760);
      expect(y).toBeGreaterThan(20);
      expect(y).toBeLessThan(380);
    }
  });
  it('shows one site with its country around it, and the world where there is none', () => {
    expect(viewOf(placed([berlin]).map((p) => p.at), size).span).toBe(4);
    expect(viewOf([], size).span).toBe(360);
    expect([homeOf(placed([berlin]).map((p) => p.at), size).span, homeOf([], size).span]).toEqual([24, 360]);
    expect(zoomed(viewOf([], size), 2).span).toBe(360);
  });
  it.each([[360, 30], [40, 10], [4, 1], [0.05, 0.1]])('has lines for %f degrees every %f', (span, step) => expect(graticule(span)).toBe(step));
});

describe('clusters', () => {
  const all = placed([berlin, potsdam, paris, site('Nowhere', null)]);
  it('gather what lies upon each other, and part when one comes closer', () => {
    const far = viewOf(all.map((p) => p.at), size);
    expect(clusters(all, far, size, 40).map((c) => c.members.map((m) => m.site.name))).toEqual([['Berlin', 'Potsdam'], ['Paris']]);
    const close = viewOf(all.slice(0, 2).map((p) => p.at), size);
    expect(clusters(all, { ...close, span: 1 }, size, 40).map((c) => c.members.length)).toEqual([1, 1]);
  });
  it('show what the neediest of them needs', () => {
    expect([berlin, potsdam, paris, site('New', null, { state: 'NEVER_SEEN' })].map(needOf)).toEqual(['ok', 'severe', 'warning', 'quiet']);
    expect(worstOf([berlin, paris])).toBe('warning');
    expect(worstOf([berlin, paris, potsdam])).toBe('severe');
  });
});

describe('the filter', () => {
  const base: SiteFilter = { text: '', state: '', order: 'need' };
  const sites = [berlin, potsdam, paris, site('Augsburg', null, { address: 'Am Lech 1', now: { ...berlin.now, grid_watts: -900 } })];
  const standings = new Map(sites.map((s) => [s.id, s]));
  const names = (f: Partial<SiteFilter>) => filtered(sites, { ...base, ...f }, standings).map((s) => s.name);
  it.each([
    ['puts what needs a look first', {}, ['Paris', 'Potsdam', 'Augsburg', 'Berlin']],
    ['goes by name', { order: 'name' }, ['Augsburg', 'Berlin', 'Paris', 'Potsdam']],
    ['goes by the magnitude of grid power, the unknown last', { order: 'grid' }, ['Augsburg', 'Berlin', 'Paris', 'Potsdam']],
    ['finds parts of name and address', { text: 'lech AUGS' }, ['Augsburg']],
    ['leaves those with alarms', { state: 'ALARMS' }, ['Paris']],
    ['leaves a state', { state: 'SILENT' }, ['Potsdam']],
  ] as const)('%s', (_, f, want) => expect(names(f)).toEqual(want));
});

describe('the outlines', () => {
  it('are closed rings of land within the world', () => {
    expect(outlines.land.length).toBeGreaterThan(500);
    for (const ring of outlines.land) {
      let [x, y] = [0, 0];
      for (let i = 0; i < ring.length; i += 2) {
        x += ring[i]!;
        y += ring[i + 1]!;
        expect(Math.abs(x * outlines.step) <= 180.01 && Math.abs(y * outlines.step) <= 90.01).toBe(true);
      }
    }
  });
  it('become paths step by step', () => expect(pathOf([[0, 0, 50, 0, -50, 0]], 0.02, true)).toBe('M0.00 0.00L1.00 0.00L0.00 0.00Z'.replaceAll('0.00 0.00', `0.00 ${project(0, 0).y.toFixed(2)}`).replace('1.00 0.00', `1.00 ${project(0, 0).y.toFixed(2)}`)));
});

describe('the map', () => {
  beforeEach(() => {
    usePreferences.setState({ language: 'en' });
    // The layout of a browser, which the test's has not: the map is 800 by 400.
    vi.stubGlobal('ResizeObserver', class {
      constructor(private readonly told: (entries: { contentRect: typeof size }[]) => void) {}
      observe() { this.told([{ contentRect: size }]); }
      disconnect() {}
    });
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });
  it('leads to a site, comes closer to several, and says who is not on it', () => {
    render(
      <ThemeProvider theme={theme}>
        <QueryClientProvider client={newQueryClient()}>
          <MemoryRouter>
            <SiteMap sites={[berlin, potsdam, paris, site('Nowhere', null)]} />
          </MemoryRouter>
        </QueryClientProvider>
      </ThemeProvider>,
    );
    expect(screen.getByLabelText('Paris: Online, 2 open alarms').getAttribute('href')).toBe('/sites/Paris');
    expect(screen.getByText(/1 site has no coordinates/)).toBeTruthy();
    fireEvent.click(screen.getByTestId('cluster'));
    expect(screen.queryByTestId('cluster')).toBeNull();
    expect(screen.getAllByTestId('map-site').map((m) => m.getAttribute('title'))).toEqual(['Berlin', 'Potsdam']);
    fireEvent.click(screen.getByLabelText('All sites'));
    expect(screen.getByTestId('cluster').textContent).toBe('2');
  });
});
