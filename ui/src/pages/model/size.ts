import type { Formatter } from '../../lib/format';

/** A number of bytes in the largest unit of 1024 that leaves at least one. */
export function sizeText(format: Formatter, bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${format.number(value, unit === 0 || value >= 100 ? 0 : 1)}\u202f${units[unit]}`;
}
