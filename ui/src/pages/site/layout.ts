import type { EnergyKind } from '../../design/tokens';

/** Where a node of the flow stands, in pixels from the top left of the drawing. */
export interface Place {
  kind: EnergyKind;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Above or below the busbar. */
  above: boolean;
}

export interface Layout {
  places: Place[];
  bar: { x: number; y: number; width: number; height: number };
}

const upper: readonly EnergyKind[] = ['grid', 'solar'];
const widest = 400;
const beside = 296;
const gap = 12;
const barHeight = 16;

/** Whether there is room for so many nodes in a row with their figure beside the name instead of below it. */
export function isWide(width: number, most: number): boolean {
  return width >= 640 && (width - 3 * gap * (most - 1)) / most >= beside;
}

/** The rows above and below the busbar. */
function rowsOf(kinds: readonly EnergyKind[]) {
  return [kinds.filter((k) => upper.includes(k)), kinds.filter((k) => !upper.includes(k))];
}

/** How many nodes the longer row has. */
export function longest(kinds: readonly EnergyKind[]): number {
  return Math.max(1, ...rowsOf(kinds).map((r) => r.length));
}

/** Sources stand above the busbar, users below it, evenly spread over the width. */
export function layout(kinds: readonly EnergyKind[], width: number, height: number): Layout {
  const rows = rowsOf(kinds);
  const most = longest(kinds);
  const wide = isWide(width, most);
  const nodeWidth = Math.min(widest, (width - (wide ? 3 : 1) * gap * (most - 1)) / most);
  const nodeHeight = wide ? 84 : 108;
  const places = rows.flatMap((row, r) =>
    row.map((kind, i): Place => {
      const centre = (width / row.length) * (i + 0.5);
      return {
        kind,
        x: Math.round(Math.min(Math.max(centre - nodeWidth / 2, 0), width - nodeWidth)),
        y: r === 0 ? 0 : height - nodeHeight,
        width: nodeWidth,
        height: nodeHeight,
        above: r === 0,
      };
    }),
  );
  return { places, bar: { x: 0, y: Math.round((height - barHeight) / 2), width, height: barHeight } };
}
