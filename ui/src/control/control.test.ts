import { describe, expect, it } from 'vitest';
import type { ControlAsset, ControlCut, ControlRequest } from '../api/types';
import { runbookCodes } from '../gen/runbookCodes';
import { runbooks } from '../gen/runbooks';
import { translate } from '../i18n/translate';
import type { Texts } from '../i18n/useTexts';
import { formatter } from '../lib/format';
import { newOrderID } from './acts';
import { ladder, place, room } from './ladder';
import { blocks } from './Markdown';
import { directions, readKilowatts } from './power';
import { runbookOf } from './Runbook';
import { amount, asksFor, because, flowing, person, shortTime, wanted, who } from './wording';

const texts: Pick<Texts, 't' | 'format' | 'language'> = { language: 'en', format: formatter('en'), t: (key, ...values) => translate('en', key, ...values) };
const plain = (text: string) => text.replaceAll('\u202f', ' ');

function request(of: Partial<ControlRequest>): ControlRequest {
  return { by: 'zero', class: 'OPTIMIZATION', channel: '', unit: 'W', weight: 1, ...of };
}

function cut(of: Partial<ControlCut>): ControlCut {
  return { by: 'zero', class: 'OPTIMIZATION', channel: '', unit: 'W', asked: 0, given: 0, bound_by: 'asset', code: 'ASSET_LIMIT', params: {}, ...of };
}

function battery(of: Partial<ControlAsset>): ControlAsset {
  return { key: 'ess0', name: 'Battery', nature: 'ESS', device: '', controllable: true, min_watts: -5000, max_watts: 5000, safe: false, setpoints: [], requests: [], cuts: [], ...of };
}

describe('the ladder of an asset', () => {
  const asset = battery({
    given_watts: -3000,
    requests: [
      request({ value: -8000 }),
      request({ by: 'asset', class: 'PHYSICS', least: -3000 }),
      request({ by: 'peak', class: 'GRID', most: 1000 }),
      request({ by: 'q', class: 'GRID', channel: 'SetReactivePower', unit: 'var', value: 5 }),
    ],
    cuts: [cut({ asked: -8000, given: -3000 }), cut({ by: 'gone', class: 'SAFETY', asked: 1, given: -3000 })],
  });
  const rungs = ladder(asset);
  it('stands in the order in which it binds', () => {
    expect(rungs.map((r) => r.request.by)).toEqual(['asset', 'gone', 'peak', 'q', 'zero']);
  });
  it('gives every request what became of it', () => {
    expect(rungs.map((r) => (r.cut ? 'cut' : r.decides ? 'decides' : 'granted'))).toEqual(['decides', 'cut', 'granted', 'granted', 'cut']);
  });
  it('shows a cut whose request the report has left out', () => {
    expect(rungs[1]!.request.value).toBe(1);
  });
  it('leaves as room what was granted', () => {
    expect(room(asset)).toEqual({ min: -5000, max: 5000, low: -3000, high: 1000 });
    expect(room(battery({ min_watts: 0, max_watts: 0 }))).toBeNull();
  });
  it('puts a power on the scale, never beyond it', () => {
    const scale = { min: -5000, max: 5000, low: 0, high: 0 };
    expect([place(scale, -5000), place(scale, 0), place(scale, 9000)]).toEqual([0, 0.5, 1]);
  });
});

describe('what is asked, in words', () => {
  it.each([
    [request({ value: -1200 }), 'Discharge 1.20 kW'],
    [request({ value: 0 }), 'Stand at zero'],
    [request({ most: 3200 }), 'Charge at most 3.20 kW'],
    [request({ most: 0 }), 'Do not charge'],
    [request({ most: -2000 }), 'Discharge at least 2.00 kW'],
    [request({ least: -2000 }), 'Discharge at most 2.00 kW'],
    [request({ least: 0 }), 'Do not discharge'],
    [request({ least: 500 }), 'Charge at least 0.50 kW'],
    [request({ least: -2000, most: 1000 }), 'Charge at most 1.00 kW, discharge at most 2.00 kW'],
    [request({ least: 700, most: 700 }), 'Charge 0.70 kW'],
    [request({}), 'No bound'],
    [request({ channel: 'SetReactivePower', unit: 'var', value: -500 }), 'SetReactivePower \u22120.50 kvar'],
    [request({ channel: 'SetMaxCurrent', unit: 'A', least: 6, most: 16 }), 'SetMaxCurrent 6.00 A to 16.0 A'],
    [request({ channel: 'SetMaxCurrent', unit: 'A', most: 16 }), 'SetMaxCurrent at most 16.0 A'],
  ])('%o', (asked, said) => {
    expect(plain(asksFor(asked, 'battery', texts))).toBe(said);
  });
  it('never shows a sign of a power', () => {
    expect(plain(flowing('grid', -1500, texts))).toBe('exporting 1.50 kW');
    expect(plain(wanted('solar', -1500, texts))).toBe('produce 1.50 kW');
    expect(plain(amount(-1.5, 'A', texts))).toBe('\u22121.50 A');
  });
  it('names who asked', () => {
    expect(who('operator', texts.t)).toBe('set-point by hand');
    expect(who('asset', texts.t, 'binder')).toBe('the asset itself');
    expect(who('peak-limit', texts.t)).toBe('peak-limit');
    const id = '0198c0de-0000-7000-8000-000000000007';
    expect(person(id, new Map([[id, 'Ann']]), texts.t)).toBe('Ann');
    expect(person(id, new Map(), texts.t)).toBe('somebody');
    expect(person('local panel', new Map(), texts.t)).toBe('the panel on site');
  });
  it('tells why by the catalogue, and a code it does not know by itself', () => {
    expect(because('PEAK_LIMIT', { limit_watts: 4000 }, texts)).toBe('Grid import is held under 4,000 W');
    expect(because('NEWER_CODE', {}, texts)).toBe('NEWER_CODE');
    expect(because(undefined, undefined, texts)).toBe('');
  });
  it('shows short times in their unit', () => {
    expect([250, 1200, 200_000, 2_500_000].map((us) => plain(shortTime(us, texts)))).toEqual(['250 µs', '1.2 ms', '200 ms', '2.5 s']);
  });
});

describe('a power as people type it', () => {
  it.each([
    ['1.5', 1500],
    ['1,5', 1500],
    [' 0.25 kW ', 250],
    ['0', 0],
    ['', null],
    ['-1', null],
    ['1e3', null],
    ['1.5.2', null],
    ['much', null],
  ])('%s', (text, watts) => {
    expect(readKilowatts(text)).toBe(watts);
  });
  it('has only the directions the asset can take', () => {
    expect(directions(-5000, 5000)).toEqual([1, -1]);
    expect(directions(-8000, 0)).toEqual([-1]);
    expect(directions(0, 11000)).toEqual([1]);
  });
});

describe('runbooks', () => {
  it('are there for every code that says it has one', () => {
    for (const code of runbookCodes) expect(runbooks[code], code).toMatch(/^# /);
  });
  it('stand behind cuts', () => {
    expect(runbookOf('STALE_INPUT')).toBe('STALE_DATA');
    expect(runbookOf('GUARD_LOST')).toBe('CONTROLLER_FAILED');
    expect(runbookOf('CYCLE_LATE')).toBe('CYCLE_LATE');
    expect(runbookOf('PEAK_LIMIT')).toBeUndefined();
  });
  it('are read as blocks', () => {
    expect(blocks('# A\n\ntext\n1. one\n   more\n2. two\n\n- x\n```\ncode\n```')).toEqual([
      { kind: 'h1', text: 'A' },
      { kind: 'p', text: 'text' },
      { kind: 'ol', items: ['one more', 'two'] },
      { kind: 'ul', items: ['x'] },
      { kind: 'code', text: 'code' },
    ]);
  });
});

describe('an order', () => {
  it('has an id of its own, a random UUID', () => {
    expect(newOrderID()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newOrderID()).not.toBe(newOrderID());
  });
});
