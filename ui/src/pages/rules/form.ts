import type { AlarmRule, RuleDraft, RuleKind } from '../../api/rules';
import type { Texts } from '../../i18n/useTexts';

/** A rule while it is written: numbers are as they were typed, inputs are rows. */
export interface RuleForm {
  name: string;
  site: string;
  severity: RuleDraft['severity'];
  enabled: boolean;
  kind: RuleKind;
  channel: string;
  side: 'above' | 'below';
  threshold: string;
  hysteresis: string;
  lasts: string;
  window: string;
  expression: string;
  inputs: readonly RuleInput[];
}

export interface RuleInput {
  name: string;
  channel: string;
}

/** An empty form, for a rule of a site or, with "", of all. */
export function emptyForm(site: string): RuleForm {
  const one = { name: '', channel: '' };
  return { name: '', site, severity: 'WARNING', enabled: true, kind: 'THRESHOLD', channel: '', side: 'above', threshold: '', hysteresis: '0', lasts: '60', window: '60', expression: '', inputs: [one] };
}

/** The form that says what a rule says. */
export function formOf(rule: RuleDraft): RuleForm {
  const inputs = Object.entries(rule.inputs).map(([name, channel]) => ({ name, channel }));
  return {
    ...emptyForm(rule.site_id ?? ''),
    name: rule.name,
    severity: rule.severity,
    enabled: rule.enabled,
    kind: rule.kind,
    channel: rule.channel,
    side: rule.below === null ? 'above' : 'below',
    threshold: String(rule.above ?? rule.below ?? ''),
    hysteresis: String(rule.hysteresis),
    lasts: String(rule.for_seconds),
    window: String(rule.window_seconds || 60),
    expression: rule.expression,
    ...(inputs.length ? { inputs } : {}),
  };
}

/** The rule a form says, or which number in it is none, or which name two inputs have. Fields of other kinds are left out. */
export function draftFrom(form: RuleForm, { t }: Pick<Texts, 't'>): RuleDraft | string {
  const limited = form.kind === 'THRESHOLD' || form.kind === 'RATE';
  const numbers = {
    threshold: limited ? numberOf(form.threshold) : 0,
    hysteresis: limited ? numberOf(form.hysteresis || '0') : 0,
    lasts: wholeOf(form.lasts || '0'),
    window: form.kind === 'RATE' ? wholeOf(form.window) : 0,
  };
  for (const field of ['threshold', 'hysteresis', 'lasts', 'window'] as const) {
    if (Number.isNaN(numbers[field])) return t('rules.not_a_number', { field: t(`rules.${field}`), value: form[field] || '""' });
  }
  const inputs = form.kind === 'EXPRESSION' ? form.inputs.filter((i) => i.name !== '' || i.channel !== '') : [];
  const twice = repeated(inputs);
  if (twice !== undefined) return t('rules.input_twice', { name: twice });
  return {
    name: form.name.trim(),
    site_id: form.site || null,
    severity: form.severity,
    enabled: form.enabled,
    kind: form.kind,
    channel: form.kind === 'EXPRESSION' ? '' : form.channel.trim(),
    above: limited && form.side === 'above' ? numbers.threshold : null,
    below: limited && form.side === 'below' ? numbers.threshold : null,
    hysteresis: numbers.hysteresis,
    for_seconds: numbers.lasts,
    window_seconds: numbers.window,
    expression: form.kind === 'EXPRESSION' ? form.expression.trim() : '',
    inputs: Object.fromEntries(inputs.map((i) => [i.name.trim(), i.channel.trim()])),
  };
}

/** The first name that two inputs have, of which an object would keep one; undefined where each has its own. */
export function repeated(inputs: readonly RuleInput[]): string | undefined {
  const names = inputs.map((i) => i.name.trim());
  return names.find((name, at) => names.indexOf(name) !== at);
}

export function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text.trim().replace(',', '.'));
}

function wholeOf(text: string): number {
  const n = numberOf(text);
  return Number.isInteger(n) ? n : NaN;
}

/** When a rule is met, in one sentence. */
export function conditionText(rule: Pick<AlarmRule, 'kind' | 'channel' | 'above' | 'below' | 'for_seconds' | 'window_seconds' | 'expression'>, { t, format }: Pick<Texts, 't' | 'format'>): string {
  const lasting = rule.for_seconds ? t('rules.lasting', { n: rule.for_seconds }) : '';
  if (rule.kind === 'ABSENCE') return t('rules.when.ABSENCE', { channel: rule.channel, n: rule.for_seconds });
  if (rule.kind === 'EXPRESSION') return rule.expression + lasting;
  const side = rule.above === null ? 'below' : 'above';
  const limit = rule.above ?? rule.below ?? 0;
  const value = format.number(limit, Number.isInteger(limit) ? 0 : 2);
  if (rule.kind === 'RATE') return t(`rules.when.RATE_${side}`, { channel: rule.channel, value, n: rule.window_seconds }) + lasting;
  return t(`rules.when.THRESHOLD_${side}`, { channel: rule.channel, value }) + lasting;
}
