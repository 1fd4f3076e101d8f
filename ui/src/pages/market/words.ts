import type { ComponentFields, Price, TariffVersion, TariffWindow } from '../../api/tariffs';
import type { Language } from '../../i18n/translate';
import type { Texts } from '../../i18n/useTexts';
import { weekdays } from './heat';

/** The short name of a month, from 1. */
export function monthName(month: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { month: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, month - 1, 15));
}

/** Numbers in order with their neighbours joined: 1–3, 10. */
function runs(numbers: readonly number[], word: (n: number) => string): string {
  const parts: string[] = [];
  const sorted = [...numbers].sort((a, b) => a - b);
  for (let i = 0; i < sorted.length; ) {
    let last = i;
    while (sorted[last + 1] === sorted[last]! + 1) last++;
    parts.push(last > i ? `${word(sorted[i]!)}–${word(sorted[last]!)}` : word(sorted[i]!));
    i = last + 1;
  }
  return parts.join(', ');
}

/** When a window is, in the reader's words. */
export function whenText(w: TariffWindow, { t, language }: Pick<Texts, 't' | 'language'>): string {
  const parts: string[] = [];
  if (w.months.length < 12) parts.push(runs(w.months, (m) => monthName(m, language)));
  if (w.weekdays.length < 7) parts.push(runs(w.weekdays.map((d) => weekdays.indexOf(d as (typeof weekdays)[number])), (d) => t(`tariffs.day.${weekdays[d]!}`)));
  if (w.holiday) parts.push(t('tariffs.days.holiday'));
  if (w.from !== '00:00' || w.to !== '24:00') parts.push(`${w.from}–${w.to}`);
  return parts.join(' · ') || t('tariffs.always');
}

/** A price in words; null for none. */
export function priceText(p: Price | undefined, { t, tn }: Pick<Texts, 't' | 'tn'>): string | null {
  if (p?.constant) return p.constant;
  if (p?.series) return t('tariffs.price.series', { region: p.series });
  if (p?.tiers) return tn('tariffs.price.tiers', p.tiers.steps.length);
  if (!p?.formula) return null;
  const { a, b, index, floor, cap } = p.formula;
  const bounds = floor || cap ? `, ${t('tariffs.price.bounds', { floor: floor || '–', cap: cap || '–' })}` : '';
  return t('tariffs.price.formula', { a, b, region: index }) + bounds;
}

/** What a component costs, in words. */
export function costText(c: ComponentFields, texts: Pick<Texts, 't' | 'tn'>): string {
  const bands = c.bands?.length ? texts.tn('tariffs.price.bands', c.bands.length) : null;
  return [priceText(c.price, texts), bands].filter((part) => part !== null).join(', ');
}

/** How long a version holds, in words. */
export function validText({ valid_from: from, valid_to: to, time_zone: zone }: Pick<TariffVersion, 'valid_from' | 'valid_to' | 'time_zone'>, { t, format }: Pick<Texts, 't' | 'format'>): string {
  if (to === from) return `${format.date(from, zone)} · ${t('tariffs.withdrawn')}`;
  return to ? t('tariffs.from_to', { from: format.date(from, zone), to: format.date(to, zone) }) : t('tariffs.since', { from: format.date(from, zone) });
}

/** The clock of a version in words. */
export function clockText(v: Pick<TariffVersion, 'clock' | 'time_zone'>, { t }: Pick<Texts, 't'>): string {
  return v.clock === 'UTC' ? t('tariffs.clock.UTC') : t(`tariffs.clock.${v.clock}`, { zone: v.time_zone });
}
