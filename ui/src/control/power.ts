/** Reads a power in kW as people type it, with a point or a comma; null where it is no number. */
export function readKilowatts(text: string): number | null {
  const plain = text.trim().replace(/\u2212/g, '-').replace(/\s*kW$/i, '').replace(',', '.');
  if (!/^\d{1,7}(\.\d{1,6})?$/.test(plain)) return null;
  return Math.round(Number(plain) * 1000);
}

/** The directions an asset can take, away from the grid first; where it can take only one there is nothing to choose. */
export function directions(min: number, max: number): (1 | -1)[] {
  const found: (1 | -1)[] = [];
  if (max > 0) found.push(1);
  if (min < 0) found.push(-1);
  return found;
}
