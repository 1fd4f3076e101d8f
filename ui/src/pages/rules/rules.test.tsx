import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlarmRule } from '../../api/rules';
import { usePreferences } from '../../app/preferences';
import { translate } from '../../i18n/translate';
import type { Texts } from '../../i18n/useTexts';
import { formatter } from '../../lib/format';
import { conditionText, draftFrom, emptyForm, formOf } from './form';
import RulesPage from './RulesPage';
import { curveOf, rowsOf, shareOf } from './trial';
import { mount, standIn, type Answers } from '../standin';

const rule: AlarmRule = {
  id: 'r1', version: 4, name: 'Battery nearly empty', site_id: 's1', site_name: 'House', severity: 'WARNING', enabled: true, kind: 'THRESHOLD', channel: 'battery0.SOC',
  above: null, below: 10, hysteresis: 2, for_seconds: 60, window_seconds: 0, expression: '', inputs: {}, changed_at: '2026-06-01T12:00:00Z', open_alarms: 1,
};
const texts: Pick<Texts, 't' | 'format'> = { t: (key, ...values) => translate('en', key, ...values), format: formatter('en') };

/** Stands in for the server: an answer per method and path. */
function serve(answers: Answers) {
  return standIn({ 'GET /api/me': () => [200, { permissions: ['READ', 'ALERTING'] }], 'GET /api/site-map': () => [200, { items: [{ id: 's1', name: 'House', time_zone: 'Europe/Berlin' }], next: '' }], ...answers });
}

const show = () => mount(<RulesPage />);

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const trial = {
  from: '2026-05-31T12:00:00Z', to: '2026-06-01T12:00:00Z', places: 1, samples: 17280, more: false,
  raised: [{ site_id: 's1', site_name: 'House', asset: 'battery0', raised_at: '2026-05-31T18:00:00Z', cleared_at: null, text_en: 'Battery nearly empty: battery0.SOC 9 < 10', text_de: '' }],
};

describe('the rules page', () => {
  it('says what each rule says, and how many alarms of it are open', async () => {
    serve({ 'GET /api/rules': () => [200, { items: [rule], next: '' }] });
    show();
    expect(await screen.findByText('battery0.SOC below 10, for 60 s')).toBeTruthy();
    expect(screen.getByText('1 open alarm')).toBeTruthy();
  });
  it('says what to do where there is none, and to a reader who writes them', async () => {
    serve({ 'GET /api/me': () => [200, { permissions: ['READ'] }], 'GET /api/rules': () => [200, { items: [], next: '' }] });
    show();
    expect(await screen.findByText(/Engineers and owners write rules/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Write a rule' })).toBeNull();
  });
  it('switches a rule off under the version that was read', async () => {
    const asked = serve({ 'GET /api/rules': () => [200, { items: [rule], next: '' }], 'PUT /api/rules/r1': () => [200, { ...rule, enabled: false, version: 5 }] });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Switch off Battery nearly empty' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'PUT /api/rules/r1')?.body).toMatchObject({ version: 4, enabled: false, below: 10, above: null }));
  });
  it('tries a new rule before it is kept, and keeps it with what was tried', async () => {
    const asked = serve({
      'GET /api/rules': () => [200, { items: [], next: '' }],
      'GET /api/sites/s1/channels': () => [200, { items: [{ id: 'c1', asset: 'battery0', name: 'SOC', unit: '%' }] }],
      'POST /api/rules/try': () => [200, trial],
      'POST /api/rules': () => [200, rule],
    });
    show();
    fireEvent.click((await screen.findAllByText('Write a rule'))[0]!);
    fireEvent.change(screen.getByLabelText(/^Name/), { target: { value: 'Battery nearly empty' } });
    fireEvent.change(screen.getByLabelText(/^Channel/), { target: { value: '*.SOC' } });
    fireEvent.click(screen.getByText('below'));
    fireEvent.click(screen.getByText('Try it'));
    expect((await screen.findByRole('alert')).textContent).toContain('Threshold: "" is not a number');
    fireEvent.change(screen.getByLabelText(/^Threshold/), { target: { value: '10' } });
    fireEvent.click(screen.getByText('Try it'));
    expect(await screen.findByText('It would have raised 1 alarm in the last 24 hours')).toBeTruthy();
    expect(screen.getByTestId('trial-alarm').textContent).toContain('still open');
    fireEvent.click(screen.getByText('Save the rule'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const tried = asked.find((a) => a.call === 'POST /api/rules/try')?.body;
    expect(asked.find((a) => a.call === 'POST /api/rules')?.body).toEqual(tried);
    expect(tried).toMatchObject({ channel: '*.SOC', below: 10, above: null, site_id: null, for_seconds: 60 });
  }, 20_000);
  it('says a change of somebody else and takes it over', async () => {
    let reads = 0;
    const asked = serve({
      'GET /api/rules': () => [200, { items: [rule], next: '' }],
      'GET /api/rules/r1': () => [200, (reads++, { ...rule, version: 7, below: 15 })],
      'GET /api/sites/s1/channels': () => [200, { items: [] }],
      'PUT /api/rules/r1': (body) => ((body as { version: number }).version === 7 ? [200, rule] : [409, { reason_code: 'VERSION_CONFLICT', params: { expected_version: 4, actual_version: 7 } }]),
    });
    show();
    fireEvent.click(await screen.findByTestId('rule-link'));
    fireEvent.click(screen.getByRole('button', { name: 'Save the rule' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Version 4 was changed meanwhile, it is 7 now');
    fireEvent.click(screen.getByRole('button', { name: 'Take over the newest version' }));
    await waitFor(() => expect((screen.getByLabelText(/^Threshold/) as HTMLInputElement).value).toBe('15'));
    fireEvent.click(screen.getByRole('button', { name: 'Save the rule' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(reads).toBe(1);
    expect(asked.filter((a) => a.call === 'PUT /api/rules/r1').at(-1)?.body).toMatchObject({ version: 7, below: 15 });
  });
  it('removes a rule after a second press, under its version', async () => {
    const asked = serve({ 'GET /api/rules': () => [200, { items: [rule], next: '' }], 'GET /api/sites/s1/channels': () => [200, { items: [] }], 'DELETE /api/rules/r1': () => [200, {}] });
    show();
    fireEvent.click(await screen.findByTestId('rule-link'));
    fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    expect(asked.some((a) => a.call.startsWith('DELETE'))).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Really remove' }));
    await waitFor(() => expect(asked.some((a) => a.call === 'DELETE /api/rules/r1?version=4')).toBe(true));
  });
});

describe('the form of a rule', () => {
  it('says what the rule said', () => expect(draftFrom(formOf(rule), texts)).toEqual({ ...rule, id: undefined, version: undefined, site_name: undefined, changed_at: undefined, open_alarms: undefined }));
  it('takes a comma for a decimal point, and leaves out what its kind has no use for', () => {
    const form = { ...emptyForm('s1'), name: 'a', channel: 'b.C', threshold: '1,5', expression: 'x > 1', window: 'none' };
    expect(draftFrom(form, texts)).toMatchObject({ above: 1.5, expression: '', window_seconds: 0, inputs: {} });
  });
  it('gathers the channels of an expression by their names', () => {
    const form = { ...emptyForm(''), kind: 'EXPRESSION' as const, expression: 'g < 0', inputs: [{ name: 'g', channel: 'grid0.ActivePower' }, { name: '', channel: '' }] };
    expect(draftFrom(form, texts)).toMatchObject({ inputs: { g: 'grid0.ActivePower' }, channel: '', above: null, below: null });
  });
  it('does not make one of two channels that have one name', () => {
    const form = { ...emptyForm(''), kind: 'EXPRESSION' as const, expression: 'g < 0', inputs: [{ name: 'g', channel: 'grid0.ActivePower' }, { name: ' g', channel: 'pv0.ActivePower' }] };
    expect(draftFrom(form, texts)).toBe('Two channels have the name "g": each needs one of its own.');
  });
  it.each([
    [{ kind: 'ABSENCE', for_seconds: 90 }, 'nothing from battery0.SOC for 90 s'],
    [{ kind: 'RATE', above: 5, below: null, window_seconds: 60, for_seconds: 0 }, 'change of battery0.SOC above 5 per minute, over 60 s'],
    [{ kind: 'EXPRESSION', expression: 'a > 1', for_seconds: 0 }, 'a > 1'],
  ] as const)('a condition %o is said in words', (part, words) => expect(conditionText({ ...rule, ...part }, texts)).toBe(words));
});

describe('a trial', () => {
  const ends = { from: '2026-06-01T00:00:00Z', to: '2026-06-02T00:00:00Z' };
  it('places instants between its ends and never outside', () => {
    expect(shareOf('2026-06-01T06:00:00Z', ends)).toBe(0.25);
    expect(shareOf('2026-05-31T00:00:00Z', ends)).toBe(0);
  });
  it('breaks the curve where nothing is known and keeps the threshold in sight', () => {
    const bucket = (hour: number, mean: number | null) => ({ from: `2026-06-01T0${hour}:00:00Z`, mean, min: mean, max: mean, last: mean, covered_seconds: 300, quality: 'GOOD', energy_wh: null, energy_quality: 'MISSING' });
    const curve = curveOf([bucket(0, 10), bucket(1, 20), bucket(2, null), bucket(3, 12)], 40, ends)!;
    expect(curve.parts.map((p) => p.length)).toEqual([2, 1]);
    expect([curve.highest, curve.lowest]).toEqual([40, 10]);
    expect(curve.threshold).toBeLessThan(1);
    expect(curveOf([bucket(0, null)], 40, ends)).toBeNull();
  });
  it('gathers alarms by place', () => expect(rowsOf([trial.raised[0]!, { ...trial.raised[0]!, asset: 'battery1' }, trial.raised[0]!]).map((r) => [r.place, r.alarms.length])).toEqual([['battery0 · House', 2], ['battery1 · House', 1]]));
});
