import { describe, expect, it } from 'vitest';
import { askedOf, type ProbeRead } from '../../api/provision';
import type { Command } from '../../api/types';
import { freeDevice, freeKey, naturesOf, profileOf, whySuggested } from './suggest';
import { backFrom, chosenOf } from './wizard';

const at = (query: string) => chosenOf(new URLSearchParams(query));

describe('the wizard', () => {
  it.each([
    ['nothing', '', 'site'],
    ['a site', 'site=s', 'edge'],
    ['an edge that is still waited for', 'site=s&edge=e&step=edge', 'edge'],
    ['a scan without a choice', 'site=s&edge=e&scan=c', 'find'],
    ['a step that lacks what comes before it', 'site=s&step=service', 'edge'],
    ['a device without a profile', 'site=s&edge=e&scan=c&unit=1', 'profile'],
    ['a reading', 'site=s&edge=e&scan=c&unit=1&profile=p&look=l&step=test', 'test'],
    ['values that are right', 'site=s&edge=e&scan=c&unit=1&profile=p&look=l&step=asset', 'asset'],
    ['a version', 'site=s&edge=e&scan=c&unit=1&profile=p&look=l&version=1&step=service', 'service'],
    ['a step that does not exist', 'site=s&step=nonsense', 'edge'],
  ])('with %s in the address stands at the right step', (_, query, step) => {
    expect(at(query).step).toBe(step);
  });
  it('goes back one step and forgets what was chosen behind it', () => {
    const chosen = at('site=s&edge=e&address=a&scan=c&unit=1&profile=p&look=l&step=test');
    expect(backFrom(chosen)).toEqual({ step: 'profile', look: '', version: '', assets: '' });
    expect(backFrom(at('site=s'))).toEqual({ step: 'site', edge: '', address: '', scan: '', unit: '', profile: '', look: '', version: '', assets: '' });
  });
});

describe('a question to a device', () => {
  const command = (state: string, acks: unknown[] = []) => ({ state, acks }) as unknown as Command;
  it('is under way until its end', () => {
    expect(askedOf('', undefined).under).toBe('nothing');
    expect(askedOf('c', undefined).under).toBe('way');
    expect(askedOf('c', command('ACCEPTED')).under).toBe('way');
  });
  it('finds nothing or something', () => {
    expect(askedOf('c', command('EXECUTED', [{ result: {} }])).found).toEqual([]);
    expect(askedOf('c', command('EXECUTED', [{ result: { found: [{ unit: 1 }] } }])).found).toHaveLength(1);
    expect(askedOf('c', command('EXECUTED', [{ result: { read: { values: [] } } }])).found).toBeNull();
  });
  it('says why it was refused', () => {
    expect(askedOf('c', command('FAILED', [{ text_en: 'no', text_de: 'nein', reason_codes: ['NOT_LOCAL'] }])).refused).toEqual({ en: 'no', de: 'nein', code: 'NOT_LOCAL' });
    expect(askedOf('c', command('EXPIRED')).refused?.code).toBe('EXPIRED');
  });
});

describe('suggestions', () => {
  it('explain themselves', () => {
    expect(whySuggested(profileOf('sunspec'), 'Ohmstead')).toBe('provision.why.models');
    expect(whySuggested(profileOf('kostal-plenticore'), 'KOSTAL Solar Electric')).toBe('provision.why.maker');
    expect(whySuggested(profileOf('abb-terra-ac'), '')).toBe('provision.why.registers');
    expect(whySuggested(profileOf('of another version'), 'KOSTAL')).toBe('provision.why.edge');
  });
  it('take names that nothing has', () => {
    expect(freeKey('PV', ['pv0', 'pv1', 'battery0'])).toBe('pv2');
    expect(freeKey('HEAT_PUMP', [])).toBe('heat_pump0');
    expect(freeDevice('sunspec', '1', ['sunspec-1'])).toBe('sunspec-1-2');
  });
  it('are meant as what the device is and not as all it can be read as', () => {
    const value = (nature: string, channel: string, quality = 'GOOD') => ({ nature, channel, unit: 'W', quality, value: 1 });
    const read = { values: [value('PV', 'ActivePower'), value('INVERTER', 'ActivePower'), value('ESS', 'SOC', 'BAD'), value('METER', 'Frequency')] } as unknown as ProbeRead;
    expect(naturesOf(read)).toEqual([{ nature: 'PV', meant: true }, { nature: 'INVERTER', meant: false }]);
  });
});
