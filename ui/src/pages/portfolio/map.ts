import type { SiteItem, SiteMark } from '../../api/types';

/** A point of the map in degrees: x east, y south as screens have it, stretched as Mercator does. */
export interface Point {
  x: number;
  y: number;
}

// Beyond it Mercator stretches without end; nobody runs a site there.
const farthest = 84;

/** The Mercator projection of a sphere. Source: Snyder 1987, "Map Projections: A Working Manual", equations 7-1 and 7-2. */
export function project(latitude: number, longitude: number): Point {
  const phi = (Math.max(-farthest, Math.min(farthest, latitude)) * Math.PI) / 180;
  return { x: longitude, y: (-Math.log(Math.tan(Math.PI / 4 + phi / 2)) * 180) / Math.PI };
}

/** What of the map is on screen: its middle, and how many degrees it is wide. */
export interface View extends Point {
  span: number;
}

export interface Size {
  width: number;
  height: number;
}

export const narrowest = 0.05;
export const widest = 360;

/** The view that shows all points with room around them; the whole world where there are none. */
export function viewOf(points: readonly Point[], size: Size): View {
  if (points.length === 0) return { x: 10, y: -30, span: widest };
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const needed = Math.max(east - west, ((south - north) * size.width) / size.height) * 1.35;
  return { x: (west + east) / 2, y: (north + south) / 2, span: bounded(Math.max(needed, 4)) };
}

// Nearer than a country with its coasts, outlines do not say where a place is.
const country = 24;

/** The view that a map opens with: all points, and enough around them to know where they are. */
export function homeOf(points: readonly Point[], size: Size): View {
  const view = viewOf(points, size);
  return { ...view, span: Math.max(view.span, country) };
}

/** The view with another width about the same middle. */
export function zoomed(view: View, factor: number): View {
  return { ...view, span: bounded(view.span * factor) };
}

function bounded(span: number): number {
  return Math.min(widest, Math.max(narrowest, span));
}

/** Where a point is on screen, in pixels from the upper left. */
export function onScreen(p: Point, view: View, size: Size): Point {
  const scale = size.width / view.span;
  return { x: (p.x - view.x) * scale + size.width / 2, y: (p.y - view.y) * scale + size.height / 2 };
}

/** A site with its place on the map. */
export interface Placed {
  site: SiteMark;
  at: Point;
}

/** The sites that have coordinates. */
export function placed(sites: readonly SiteMark[]): Placed[] {
  return sites.flatMap((site) => (site.latitude === null || site.longitude === null ? [] : [{ site, at: project(site.latitude, site.longitude) }]));
}

/** Sites that would lie upon each other on screen, as one. */
export interface Cluster {
  /** In pixels. */
  x: number;
  y: number;
  members: Placed[];
}

/** Gathers what lies nearer to each other than a reach in pixels, around the first of each; what is off screen is left out. */
export function clusters(sites: readonly Placed[], view: View, size: Size, reach: number): Cluster[] {
  const found: Cluster[] = [];
  for (const p of sites) {
    const { x, y } = onScreen(p.at, view, size);
    if (x < -reach || y < -reach || x > size.width + reach || y > size.height + reach) continue;
    const near = found.find((c) => Math.hypot(c.x - x, c.y - y) < reach);
    if (near) near.members.push(p);
    else found.push({ x, y, members: [p] });
  }
  return found;
}

export type Need = 'severe' | 'warning' | 'quiet' | 'ok';

/** How much a site needs a look: silent, with alarms, never heard, or well. */
export function needOf(site: SiteMark): Need {
  if (site.state === 'SILENT') return 'severe';
  if (site.open_alarms > 0) return 'warning';
  return site.state === 'NEVER_SEEN' ? 'quiet' : 'ok';
}

const ranks: readonly Need[] = ['severe', 'warning', 'quiet', 'ok'];

/** What the neediest of some sites needs. */
export function worstOf(sites: readonly SiteMark[]): Need {
  return ranks.find((need) => sites.some((s) => needOf(s) === need)) ?? 'ok';
}

export const orders = ['need', 'name', 'grid'] as const;
export type Order = (typeof orders)[number];
export const stateFilters = ['ALARMS', 'ONLINE', 'SILENT', 'NEVER_SEEN'] as const;
export type StateFilter = (typeof stateFilters)[number] | '';

export interface SiteFilter {
  text: string;
  state: StateFilter;
  order: Order;
}

/** The sites that a filter leaves, in its order: the neediest first, by name, or by the magnitude of grid power with the unknown last. */
export function filtered(sites: readonly SiteMark[], { text, state, order }: SiteFilter, standings: ReadonlyMap<string, SiteItem>): SiteMark[] {
  const words = text.trim().toLocaleLowerCase().split(/\s+/);
  const fits = (s: SiteMark) => {
    const whole = `${s.name} ${s.address}`.toLocaleLowerCase();
    return words.every((w) => whole.includes(w)) && (state === '' || (state === 'ALARMS' ? s.open_alarms > 0 : s.state === state));
  };
  const need = (s: SiteMark) => (s.open_alarms > 0 || s.state === 'SILENT' ? 0 : 1);
  const grid = (s: SiteMark) => {
    const watts = standings.get(s.id)?.now.grid_watts ?? null;
    return watts === null ? -1 : Math.abs(watts);
  };
  const by: Record<Order, (a: SiteMark, b: SiteMark) => number> = { need: (a, b) => need(a) - need(b), name: () => 0, grid: (a, b) => grid(b) - grid(a) };
  return sites.filter(fits).sort((a, b) => by[order](a, b) || a.name.localeCompare(b.name));
}

/** Outlines as they are stored: rings and lines as steps from point to point. */
export interface Outlines {
  step: number;
  land: readonly (readonly number[])[];
  borders: readonly (readonly number[])[];
}

/** The path of lines in the drawing's degrees. */
export function pathOf(lines: readonly (readonly number[])[], step: number, close: boolean): string {
  return lines
    .map((line) => {
      let [x, y] = [0, 0];
      const points: string[] = [];
      for (let i = 0; i + 1 < line.length; i += 2) {
        x += line[i]!;
        y += line[i + 1]!;
        const p = project(y * step, x * step);
        points.push(`${p.x.toFixed(2)} ${p.y.toFixed(2)}`);
      }
      return `M${points.join('L')}${close ? 'Z' : ''}`;
    })
    .join('');
}

/** Meridians and parallels every so many degrees, as suits what is on screen. */
export function graticule(span: number): number {
  return [30, 10, 5, 2, 1, 0.5, 0.2, 0.1].find((d) => span / d >= 4) ?? 0.1;
}
