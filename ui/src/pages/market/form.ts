import type { Band, ComponentFields, Price, TariffVersion, VersionFields } from '../../api/tariffs';
import { localDate, startOfDay } from '../../lib/zone';

/** A version as it is typed. Components are kept whole, with what the form does not show. */
export interface VersionForm extends Pick<VersionFields, 'currency' | 'time_zone' | 'clock' | 'rounding' | 'holidays'> {
  /** The day at whose beginning it begins. */
  from: string;
  components: ComponentFields[];
}

export type Form = 'constant' | 'series' | 'formula' | 'bands' | 'kept';

/** In which form a component's price is typed. */
export function formOf(c: ComponentFields): Form {
  if (c.bands?.length) return 'bands';
  if (c.price?.tiers) return 'kept';
  if (c.price?.formula) return 'formula';
  return c.price?.series !== undefined && c.price.series !== '' ? 'series' : 'constant';
}

/** A component with a price of another form, begun anew. */
export function inForm(c: ComponentFields, form: Form): ComponentFields {
  const { bands: _, price: __, ...rest } = c;
  switch (form) {
    case 'bands':
      return { ...rest, bands: [{ from: '00:00', to: '24:00', price: { constant: c.price?.constant ?? '' } }] };
    case 'formula':
      return { ...rest, price: { formula: { a: '0', b: '1', index: c.price?.series ?? '' } } };
    case 'series':
      return { ...rest, price: { series: c.price?.formula?.index ?? 'DE-LU' } };
    default:
      return { ...rest, price: { constant: '' } };
  }
}

/** A component of another kind, counted as that kind usually is. */
export function ofKind(c: ComponentFields, kind: ComponentFields['kind']): ComponentFields {
  const { basis: _, demand: __, ratchet: ___, ...rest } = c;
  const next: ComponentFields = { ...rest, kind, period: kind === 'ENERGY' || kind === 'EXPORT' || kind === 'INDEX' || kind === 'TAX' || kind === 'CREDIT' ? 'INTERVAL' : 'MONTH' };
  if (next.period === 'INTERVAL' || kind === 'DEMAND') next.basis = kind === 'EXPORT' ? 'EXPORT' : 'IMPORT';
  if (kind === 'DEMAND') next.demand = { window_minutes: 15, largest: 1 };
  if (kind === 'INDEX' && formOf(next) === 'constant') return inForm(next, 'formula');
  if (kind === 'FIXED' || kind === 'MINIMUM' || kind === 'PERCENTAGE') return { ...inForm(next, 'constant'), price: { constant: c.price?.constant ?? '' } };
  return next;
}

/** A tariff of two bands and a feed-in, from tomorrow on. */
export function newForm(zone: string, now: number): VersionForm {
  return {
    from: localDate(now + 24 * 3_600_000, zone), currency: 'EUR', time_zone: zone, clock: 'CIVIL', rounding: 'HALF_EVEN', holidays: null,
    components: [
      {
        name: 'Work', kind: 'ENERGY', basis: 'IMPORT', period: 'INTERVAL',
        bands: [
          { from: '00:00', to: '06:00', price: { constant: '' } },
          { from: '06:00', to: '22:00', price: { constant: '' }, peak_flag: true },
          { from: '22:00', to: '24:00', price: { constant: '' } },
        ],
      },
    ],
  };
}

/** What follows a version: the same, from tomorrow on. Bands without their own price get that of their component. */
export function formFrom(v: TariffVersion, now: number): VersionForm {
  const components = v.components.map((one): ComponentFields => {
    const { unit: _, ...c } = one;
    if (!c.bands?.length || !c.price) return c;
    const { price, ...rest } = c;
    return { ...rest, bands: c.bands.map((b): Band => (b.price ? b : { ...b, price: price as Price })) };
  });
  return { from: localDate(now + 24 * 3_600_000, v.time_zone), currency: v.currency, time_zone: v.time_zone, clock: v.clock, rounding: v.rounding, holidays: v.holidays ?? null, components };
}

/** The instant at which a day begins in a time zone; in one that there is none of, that of UTC, so that the server says so. */
export function dayStart(day: string, zone: string): string {
  try {
    return new Date(startOfDay(day, zone)).toISOString();
  } catch {
    return `${day}T00:00:00Z`;
  }
}

/** The version that a form says. */
export function versionFrom({ from, ...rest }: VersionForm): VersionFields {
  const comma = (p: Price | undefined): Price | undefined => (p?.constant === undefined ? p : { ...p, constant: p.constant.trim().replace(',', '.') });
  const tidy = (c: ComponentFields): ComponentFields => ({
    ...c,
    ...(c.price ? { price: comma(c.price)! } : {}),
    ...(c.bands?.length ? { bands: c.bands.map((b) => ({ ...b, ...(b.price ? { price: comma(b.price)! } : {}) })) } : {}),
  });
  return { ...rest, components: rest.components.map(tidy), valid_from: dayStart(from, rest.clock === 'UTC' ? 'UTC' : rest.time_zone) };
}
