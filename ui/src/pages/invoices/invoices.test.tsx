import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePreferences } from '../../app/preferences';
import { formatter } from '../../lib/format';
import { mount, standIn, type Answers } from '../standin';
import { daysAfter, emptyForm, fieldsOf, formOf } from './form';
import InvoicePage from './InvoicePage';
import InvoicesPage from './InvoicesPage';
import { moneyText } from './money';
import RoiPage from './RoiPage';

const line = { kind: 'ENERGY', text: 'Energy', quantity: '1000.5', unit: 'kWh', price: '0.2811', amount: '281.24', vat_rate: '19', energy_wh: '1000500.00' } as const;
const invoice = {
  id: 'i1', site_id: 's1', version: 3, status: 'DRAFT', number: 'R-1', counterparty: 'Utility', direction: 'PAYABLE', kind: 'CONSUMPTION', period_from: '2026-01-01', period_to: '2026-02-01',
  currency: 'EUR', issued_on: '2026-02-03', net_amount: '281.24', tax_amount: '53.44', gross_amount: '1334.68', posted_at: null, settled_on: null, cancels_id: null, cancelled_by_id: null,
} as const;
const roi = {
  site_id: 's1', site_name: 'Plant north', currency: 'EUR', revenue: '390.00', energy_price: '0.2811', self_consumed_wh: null, self_consumed_days: 0, avoided_cost: null, capex: 10000, capex_currency: 'EUR',
  roi: '0.039', roi_per_year: '0.45919355', estimated: true, reason_code: null,
};

function show(at: string, permissions: string[], answers: Answers = {}) {
  const asked = standIn({
    'GET /api/me': () => [200, { permissions }],
    'GET /api/site-map': () => [200, { items: [{ id: 's1', name: 'Plant north' }] }],
    'GET /api/contracts': () => [200, { items: [], next: '' }],
    'GET /api/allocations': () => [200, { items: [], next: '' }],
    'GET /api/invoices': () => [200, { items: [invoice], next: '' }],
    'GET /api/invoices/i1': () => [200, { ...invoice, lines: [line] }],
    'GET /api/portfolio/roi': () => [200, { from: '2026-01-01', to: '2026-02-01', items: [roi, { ...roi, site_id: 's2', site_name: 'Plant south', revenue: null, roi: null, roi_per_year: null, estimated: false, capex: null, reason_code: 'NO_CAPEX' }], next: '' }],
    ...answers,
  });
  mount(
    <Routes>
      <Route path="/market/invoices" element={<InvoicesPage />} />
      <Route path="/market/invoices/:invoice" element={<InvoicePage />} />
      <Route path="/market/roi" element={<RoiPage />} />
    </Routes>,
    at,
  );
  return asked;
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the list of invoices', () => {
  it('shows them to who reads, and nothing to enter', async () => {
    show('/market/invoices', ['READ']);
    expect((await screen.findByRole('link', { name: 'R-1' })).getAttribute('href')).toBe('/market/invoices/i1');
    expect(screen.getByText('1,334.68 EUR')).toBeTruthy();
    for (const name of ['Enter an invoice', 'Import CSV', 'Export CSV']) expect(screen.queryByText(name)).toBeNull();
  });
  it('says what to do where there is none, and asks with the filters', async () => {
    const asked = show('/market/invoices?status=POSTED&direction=PAYABLE&text=utility', ['READ', 'CONTRACTS'], { 'GET /api/invoices': () => [200, { items: [], next: '' }] });
    expect(await screen.findByText(/Enter one, or import a file/)).toBeTruthy();
    expect(asked.some((a) => a.call === 'GET /api/invoices?limit=50&text=utility&status=POSTED&direction=PAYABLE')).toBe(true);
  });
  it('enters one with its lines and goes to it', async () => {
    const asked = show('/market/invoices', ['READ', 'CONTRACTS'], { 'POST /api/sites/s1/invoices': () => [200, { ...invoice, lines: [line] }] });
    fireEvent.click(await screen.findByRole('button', { name: 'Enter an invoice' }));
    const dialog = within(await screen.findByRole('dialog'));
    const type = (label: RegExp | string, value: string) => fireEvent.change(dialog.getByLabelText(label), { target: { value } });
    type(/^Counterparty/, 'Utility');
    type(/^Number/, 'R-1');
    type('First day', '2026-01-01');
    type('Last day', '2026-01-31');
    type('Issued on', '2026-02-03');
    const first = within(dialog.getByRole('group', { name: 'Line 1' }));
    for (const [label, value] of [['Text', 'Energy'], ['Quantity', '1000,5'], ['Price per unit', '0,2811']] as const) fireEvent.change(first.getByLabelText(label), { target: { value } });
    fireEvent.click(dialog.getByRole('button', { name: 'Save as draft' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'POST /api/sites/s1/invoices')?.body).toEqual({
      own: false, number: 'R-1', counterparty: 'Utility', direction: 'PAYABLE', kind: 'CONSUMPTION', period_from: '2026-01-01', period_to: '2026-02-01', currency: 'EUR', issued_on: '2026-02-03', estimated: false,
      lines: [{ kind: 'ENERGY', text: 'Energy', quantity: '1000.5', unit: 'kWh', price: '0.2811', vat_rate: '19' }],
    }));
    expect(await screen.findByRole('heading', { name: 'R-1' })).toBeTruthy();
  });
  it('looks a file through before it stores it, and names every problem', async () => {
    let problems: unknown[] = [{ file: 'b.csv', line: 3, field: 'amount', reason_code: 'INVALID_VALUE', params: { field: 'amount', value: 'x', want: 'y' }, text_en: '', text_de: '' }];
    const asked = show('/market/invoices', ['READ', 'CONTRACTS'], {
      'POST /api/invoices/import': (body) => [200, { stored: !(body as { dry_run: boolean }).dry_run, invoices: [{ line: 2, number: '1', counterparty: 'U', outcome: 'MADE' }], problems }],
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Import CSV' }));
    const choose = () => fireEvent.change(screen.getByTestId('invoice-file'), { target: { files: [new File(['site\n'], 'b.csv', { type: 'text/csv' })] } });
    choose();
    await screen.findByText('b.csv');
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    expect(await screen.findByText('b.csv:3')).toBeTruthy();
    expect((screen.getByRole('button', { name: 'Store' }) as HTMLButtonElement).disabled).toBe(true);
    problems = [];
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    expect(await screen.findByText('1 invoice can be taken')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Store' }));
    expect(await screen.findByText('Everything is stored.')).toBeTruthy();
    expect(asked.filter((a) => a.call === 'POST /api/invoices/import').map((a) => (a.body as { dry_run: boolean }).dry_run)).toEqual([true, true, false]);
  });
});

describe('one invoice', () => {
  it('is posted after a second press, under the version that was read', async () => {
    const asked = show('/market/invoices/i1', ['READ', 'CONTRACTS'], { 'POST /api/invoices/i1/post': () => [200, { ...invoice, status: 'POSTED', version: 4, lines: [line] }] });
    fireEvent.click(await screen.findByRole('button', { name: 'Post' }));
    expect(asked.some((a) => a.call.endsWith('/post'))).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Post for good' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'POST /api/invoices/i1/post')?.body).toEqual({ version: 3 }));
  });
  it('is settled on a day, and cancelled with the number of the cancellation', async () => {
    const asked = show('/market/invoices/i1', ['READ', 'CONTRACTS'], {
      'GET /api/invoices/i1': () => [200, { ...invoice, status: 'POSTED', lines: [line] }],
      'POST /api/invoices/i1/settle': () => [409, { reason_code: 'VERSION_CONFLICT', params: { expected_version: 3, actual_version: 4 } }],
      'POST /api/invoices/i1/cancel': () => [200, { ...invoice, status: 'CANCELLED', lines: [line] }],
    });
    fireEvent.change(await screen.findByLabelText('Settled on'), { target: { value: '2026-02-16' } });
    fireEvent.click(screen.getByRole('button', { name: 'Settle' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'POST /api/invoices/i1/settle')?.body).toEqual({ version: 3, settled_on: '2026-02-16' }));
    expect(await screen.findByRole('alert')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel the invoice' }));
    fireEvent.change(screen.getByLabelText('Number of the cancellation'), { target: { value: ' S-1 ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Cancel the invoice' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'POST /api/invoices/i1/cancel')?.body).toEqual({ version: 3, number: 'S-1', issued_on: '2026-02-16' }));
  });
  it('is only read by who may only read', async () => {
    show('/market/invoices/i1', ['READ']);
    expect(await screen.findByText('281.24 EUR', { selector: 'span' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Post' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Change the draft' })).toBeNull();
  });
});

describe('portfolio ROI', () => {
  it('asks for a segment, region and period, and says why there is no ROI', async () => {
    const asked = show('/market/roi?segment=commercial&region=DE&from=2026-01-01&to=2026-02-01', ['READ']);
    expect(await screen.findByText(/3\.90/)).toBeTruthy();
    expect(screen.getByText('Nobody said what was invested in the site')).toBeTruthy();
    expect(screen.getAllByText('not known').length).toBeGreaterThan(3);
    expect(asked.some((a) => a.call === 'GET /api/portfolio/roi?limit=1000&segment=commercial&market_region=DE&from=2026-01-01&to=2026-02-01')).toBe(true);
  });
});

describe('what is typed', () => {
  it('goes out as it came in', () => {
    const form = formOf({ ...invoice, lines: [line] });
    expect(form.last).toBe('2026-01-31');
    expect(fieldsOf(form)).toMatchObject({ number: 'R-1', period_to: '2026-02-01', lines: [{ amount: '281.24', quantity: '1000.5' }] });
    expect(fieldsOf({ ...emptyForm('s1'), own: true, number: 'mine', direction: 'PAYABLE' })).not.toHaveProperty('number');
    expect([daysAfter('2026-02-28', 1), daysAfter('soon', 1)]).toEqual(['2026-03-01', '']);
  });
});

describe('an amount', () => {
  it.each([
    ['1234567.50', 'EUR', 'en', '1,234,567.50\u202fEUR'], ['-1234.5', '', 'de', '−1.234,5'], ['12', 'JPY', 'de', '12\u202fJPY'], ['999999999999999.123456789', '', 'en', '999,999,999,999,999.123456789'],
  ] as const)('%s %s in %s keeps every digit', (amount, currency, language, text) => {
    expect(moneyText(amount, currency, formatter(language))).toBe(text);
  });
});
