import { describe, expect, it } from 'vitest';
import { translate } from '../i18n/translate';
import { channelWord, flowWord, isDirected, kindOf, shownUnit } from './wording';

describe('the direction of a power in words', () => {
  it.each([
    ['grid', 3200, 'importing', 'Bezug'],
    ['grid', -1100, 'exporting', 'Einspeisung'],
    ['solar', -5000, 'producing', 'erzeugt'],
    ['battery', 3200, 'charging', 'lädt'],
    ['battery', -3200, 'discharging', 'entlädt'],
    ['load', 800, 'using', 'verbraucht'],
    ['ev', 11_000, 'charging', 'lädt'],
    ['ev', -7000, 'discharging', 'entlädt'],
    ['battery', 0, 'at rest', 'in Ruhe'],
    ['grid', -3, 'balanced', 'ausgeglichen'],
    ['solar', null, 'no value', 'kein Wert'],
  ] as const)('%s at %s W', (kind, watts, en, de) => {
    expect(translate('en', flowWord(kind, watts))).toBe(en);
    expect(translate('de', flowWord(kind, watts))).toBe(de);
  });
});

describe('the direction of a channel', () => {
  it('is said for powers, their set-points and the current of a battery', () => {
    expect(channelWord('battery', 'SetActivePower', 'W', -3000)).toBe('flow.discharging');
    expect(channelWord('grid', 'ActivePower_L1', 'W', 900)).toBe('flow.importing');
    expect(channelWord('battery', 'Current', 'A', -35)).toBe('flow.discharging');
    expect(channelWord('battery', 'Current', 'A', 0)).toBe('flow.idle.battery');
  });
  it('is absorb or supply for reactive power', () => {
    expect(channelWord('solar', 'ReactivePower', 'var', 400)).toBe('flow.absorbing');
    expect(channelWord('solar', 'ReactivePower', 'var', -400)).toBe('flow.supplying');
  });
  it('is not said where the sign means none', () => {
    for (const [name, unit] of [['Temperature', '°C'], ['SetMaxActivePower', 'W'], ['AllowedChargePower', 'W'], ['DC_Power', 'W'], ['Current_L1', 'A']] as const) {
      expect(isDirected(name, unit), name).toBe(false);
      expect(channelWord('battery', name, unit, -5)).toBeNull();
    }
  });
});

it('gives every nature a kind', () => {
  const natures = ['GRID_METER', 'METER', 'ESS', 'PV', 'INVERTER', 'EVCS', 'LOAD', 'GRID_CONNECTION'];
  expect(natures.map(kindOf)).toEqual(['grid', 'load', 'battery', 'solar', 'solar', 'ev', 'load', 'grid']);
});

it('shows base units in thousands and hides units that are none', () => {
  expect(shownUnit('W')).toEqual({ unit: 'kW', divide: 1000 });
  expect(shownUnit('Wh')).toEqual({ unit: 'kWh', divide: 1000 });
  expect(shownUnit('V')).toEqual({ unit: 'V', divide: 1 });
  expect(shownUnit('enum:InverterStatus').unit).toBe('');
});
