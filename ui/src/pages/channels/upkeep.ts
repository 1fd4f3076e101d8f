import type { ChannelLimits, ChannelSettings, VirtualChannel, VirtualDraft, VirtualTrial } from '../../api/channels';
import type { Texts } from '../../i18n/useTexts';
import { numberOf, repeated } from '../rules/form';

type T = Texts['t'];

/** The limits of a channel that are numbers. */
export const limitFields = ['min', 'max', 'per_second', 'rollover'] as const;

type Field = (typeof limitFields)[number];

/** Limits while they are typed. */
export type Typed = Record<Field, string> & { no_reset: boolean };

/** What is said of a channel as it is typed. */
export function typedOf(s: ChannelSettings | undefined): Typed {
  const text = (n: number | null | undefined) => (n === null || n === undefined ? '' : String(n));
  return { min: text(s?.min), max: text(s?.max), per_second: text(s?.max_per_second), rollover: text(s?.rollover), no_reset: s?.no_reset ?? false };
}

/** The limits that were typed, or which of them is no number. */
export function limitsFrom(channel: string, version: number, typed: Typed, t: T): ChannelLimits | string {
  const numbers: Record<Field, number | null> = { min: null, max: null, per_second: null, rollover: null };
  for (const field of limitFields) {
    if (typed[field].trim() === '') continue;
    numbers[field] = numberOf(typed[field]);
    if (Number.isNaN(numbers[field])) return t('upkeep.not_number', { field: t(`upkeep.${field}`), value: typed[field] });
  }
  return { channel, version, min: numbers.min, max: numbers.max, max_per_second: numbers.per_second, rollover: numbers.rollover, no_reset: typed.no_reset };
}

/** What is said of a channel, in words. */
export function limitsText(s: ChannelSettings, { t, format }: Pick<Texts, 't' | 'format'>): string {
  const value = (n: number) => `${format.number(n, Number.isInteger(n) ? 0 : 2)} ${s.unit}`;
  const said = [
    s.min === null ? '' : t('upkeep.says_min', { value: value(s.min) }),
    s.max === null ? '' : t('upkeep.says_max', { value: value(s.max) }),
    s.max_per_second === null ? '' : t('upkeep.says_per_second', { value: value(s.max_per_second) }),
    s.rollover === null ? '' : t('upkeep.says_rollover', { value: value(s.rollover) }),
    s.no_reset ? t('upkeep.says_no_reset') : '',
  ].filter((text) => text !== '');
  return said.join(', ') || t('upkeep.says_nothing');
}

/** A virtual channel while it is typed: inputs are rows. */
export interface VirtualForm {
  name: string;
  unit: string;
  formula: string;
  maxAge: string;
  inputs: readonly { name: string; channel: string }[];
}

export function virtualForm(c: VirtualChannel | null): VirtualForm {
  if (c === null) return { name: '', unit: '', formula: '', maxAge: '120', inputs: [{ name: '', channel: '' }] };
  return { name: c.name, unit: c.unit, formula: c.formula, maxAge: String(c.max_age_seconds), inputs: Object.entries(c.inputs).map(([name, channel]) => ({ name, channel })) };
}

/** The virtual channel that was typed, or which number is none, or which name two inputs have. Rows that are empty are left out. */
export function virtualFrom(form: VirtualForm, t: T): VirtualDraft | string {
  const age = numberOf(form.maxAge);
  if (Number.isNaN(age)) return t('upkeep.not_number', { field: t('upkeep.max_age'), value: form.maxAge });
  const rows = form.inputs.filter((row) => row.name.trim() !== '' || row.channel.trim() !== '');
  const twice = repeated(rows);
  if (twice !== undefined) return t('rules.input_twice', { name: twice });
  return { name: form.name.trim(), unit: form.unit.trim(), formula: form.formula.trim(), max_age_seconds: age, inputs: Object.fromEntries(rows.map((row) => [row.name.trim(), row.channel.trim()])) };
}

/** The lines of a trial's course in a box of a width and height; they break where nothing is known. */
export function trialLines(trial: VirtualTrial, width: number, height: number): { lines: string[]; min: number; max: number } | null {
  const values = trial.course.flatMap((r) => (r.value === null ? [] : [r.value]));
  if (values.length === 0) return null;
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const from = Date.parse(trial.from);
  const x = (at: string) => ((Date.parse(at) - from) / (Date.parse(trial.to) - from)) * width;
  const y = (value: number) => (max === min ? height / 2 : height - ((value - min) / (max - min)) * height);
  const lines: string[] = [];
  let open = false;
  for (const r of trial.course) {
    if (r.value === null) {
      open = false;
      continue;
    }
    const point = `${x(r.at).toFixed(1)},${y(r.value).toFixed(1)}`;
    if (open) lines[lines.length - 1] += ` ${point}`;
    else lines.push(point);
    open = true;
  }
  return { lines, min, max };
}
