/** Reads unit ids as people list them; [] for none, null where something is no unit id. */
export function readUnits(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const units = parts.map(Number);
  return units.every((u) => Number.isInteger(u) && u >= 0 && u <= 255) ? units : null;
}
