import { kinds, lineKinds, type InvoiceFields, type InvoiceRecord } from '../../api/invoices';

/** A line as it is typed. */
export interface LineForm {
  kind: (typeof lineKinds)[number];
  text: string;
  quantity: string;
  unit: string;
  price: string;
  amount: string;
  vat_rate: string;
}

/** An invoice as it is typed. Numbers are texts, with a point or a comma. */
export interface InvoiceForm {
  site: string;
  own: boolean;
  number: string;
  counterparty: string;
  direction: 'PAYABLE' | 'RECEIVABLE';
  kind: (typeof kinds)[number];
  contract: string;
  credits: string;
  from: string;
  /** The last day; invoices name that one, the API the one after it. */
  last: string;
  currency: string;
  issued: string;
  due: string;
  estimated: boolean;
  gross: string;
  lines: LineForm[];
}

export const emptyLine: LineForm = { kind: 'ENERGY', text: '', quantity: '', unit: 'kWh', price: '', amount: '', vat_rate: '19' };

export function emptyForm(site: string): InvoiceForm {
  return { site, own: false, number: '', counterparty: '', direction: 'PAYABLE', kind: 'CONSUMPTION', contract: '', credits: '', from: '', last: '', currency: 'EUR', issued: '', due: '', estimated: false, gross: '', lines: [emptyLine] };
}

/** So many days after a day; "" of what is none. */
export function daysAfter(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return '';
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** A draft as it is typed. */
export function formOf(i: InvoiceRecord): InvoiceForm {
  return {
    site: i.site_id, own: i.own ?? false, number: i.number ?? '', counterparty: i.counterparty, direction: i.direction, kind: i.kind, contract: i.contract_id ?? '', credits: i.credits_id ?? '',
    from: i.period_from, last: daysAfter(i.period_to, -1), currency: i.currency, issued: i.issued_on, due: i.due_on ?? '', estimated: i.estimated ?? false, gross: i.gross_amount,
    lines: i.lines.map((l) => ({ kind: l.kind, text: l.text, quantity: l.quantity ?? '', unit: l.unit, price: l.price ?? '', amount: l.amount, vat_rate: l.vat_rate })),
  };
}

/** A number as the API reads it. */
export function decimal(text: string): string {
  return text.trim().replace(',', '.');
}

const said = <K extends string>(name: K, value: string) => (value === '' ? {} : ({ [name]: value } as Record<K, string>));

/** What is sent of a form; what is empty is left out. */
export function fieldsOf(f: InvoiceForm): InvoiceFields {
  return {
    own: f.own, ...said('number', f.own ? '' : f.number.trim()), counterparty: f.counterparty.trim(), direction: f.own ? 'RECEIVABLE' : f.direction, kind: f.kind,
    ...said('contract_id', f.contract), ...said('credits_id', f.kind === 'CREDIT' ? f.credits.trim() : ''),
    period_from: f.from, period_to: daysAfter(f.last, 1), currency: f.currency.trim().toUpperCase(), issued_on: f.issued, ...said('due_on', f.due), estimated: f.estimated,
    ...said('gross_amount', decimal(f.gross)),
    lines: f.lines.map((l) => ({
      kind: l.kind, text: l.text.trim(), unit: l.unit.trim(), vat_rate: decimal(l.vat_rate),
      ...said('quantity', decimal(l.quantity)), ...said('price', decimal(l.price)), ...said('amount', decimal(l.amount)),
    })),
  };
}
