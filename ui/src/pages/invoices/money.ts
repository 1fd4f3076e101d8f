import type { Formatter } from '../../lib/format';

/** An exact decimal as it is shown, digit by digit, with its currency: no number of the machine lies between. */
export function moneyText(amount: string, currency: string, format: Formatter): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  const digits = whole.replace('-', '');
  const parts = format.number(1000.5, 1); // how the language groups and points
  const point = parts.includes(',5') ? ',' : '.';
  const group = point === ',' ? '.' : ',';
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, group);
  return `${whole.startsWith('-') ? '−' : ''}${grouped}${fraction ? point + fraction : ''}${currency ? `\u202f${currency}` : ''}`;
}
