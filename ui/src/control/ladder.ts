import type { ControlAsset, ControlCut, ControlRequest } from '../api/types';

// What was asked of one asset, in the order in which it binds, each with what became of it.

const order = ['PHYSICS', 'SAFETY', 'MANUAL_OVERRIDE', 'GRID', 'OPTIMIZATION', 'AUX'];

export interface Rung {
  /** Unique among the rungs of an asset. */
  key: string;
  request: ControlRequest;
  /** Set where it was not granted in full. */
  cut: ControlCut | undefined;
  /** Whether what the asset was given is just what this asks for, so that it is what one sees. */
  decides: boolean;
}

/** The rungs of an asset from what binds first to what binds last. */
export function ladder(asset: ControlAsset): Rung[] {
  const cuts = [...asset.cuts];
  const rungs = asset.requests.map((request, i): Rung => {
    const cut = take(cuts, request);
    return { key: `${i}`, request, cut, decides: !cut && decides(request, asset.given_watts) };
  });
  // A report that left out requests still says what was cut.
  cuts.forEach((cut, i) => rungs.push({ key: `cut${i}`, request: asked(cut), cut, decides: false }));
  return rungs.sort((a, b) => rank(a) - rank(b));
}

function rank(rung: Rung): number {
  const at = order.indexOf(rung.request.class);
  return at < 0 ? order.length : at;
}

function take(cuts: ControlCut[], request: ControlRequest): ControlCut | undefined {
  const fits = (c: ControlCut) => c.by === request.by && c.class === request.class && c.channel === request.channel;
  const exact = cuts.findIndex((c) => fits(c) && [request.least, request.most, request.value].includes(c.asked));
  return exact < 0 ? undefined : cuts.splice(exact, 1)[0];
}

function asked(cut: ControlCut): ControlRequest {
  return { by: cut.by, class: cut.class, channel: cut.channel, unit: cut.unit, value: cut.asked, weight: 0 };
}

function decides(request: ControlRequest, given: number | undefined): boolean {
  if (request.channel !== '' || given === undefined) return false;
  return request.value === given || (request.value === undefined && (request.least === given || request.most === given));
}

/** What an asset may do after all bounds that were granted, inside what it can do; null where that is not known. */
export interface Room {
  min: number;
  max: number;
  low: number;
  high: number;
}

export function room(asset: ControlAsset): Room | null {
  const { min_watts: min, max_watts: max } = asset;
  if (min === undefined || max === undefined || min >= max) return null;
  let [low, high] = [min, max];
  for (const { request, cut } of ladder(asset)) {
    if (cut || request.channel !== '') continue;
    if (request.least !== undefined) low = Math.max(low, Math.min(request.least, high));
    if (request.most !== undefined) high = Math.min(high, Math.max(request.most, low));
  }
  return { min, max, low, high };
}

/** Where a power stands on the scale of a room, 0 to 1. */
export function place({ min, max }: Room, watts: number): number {
  return Math.max(0, Math.min(1, (watts - min) / (max - min)));
}
