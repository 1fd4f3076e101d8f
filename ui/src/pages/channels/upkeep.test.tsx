import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChannelSettings, VirtualChannel, VirtualTrial } from '../../api/channels';
import type { ChannelItem } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { mount, standIn, type Answers } from '../standin';
import { trialLines } from './upkeep';
import { UpkeepPanels } from './UpkeepPanels';

const channels: ChannelItem[] = [
  { id: 'c1', asset: 'meter0', name: 'ActivePower', unit: 'W', kind: 'measurement' },
  { id: 'c2', asset: 'meter0', name: 'EnergyImport', unit: 'Wh', kind: 'measurement' },
  { id: 'c3', asset: 'ev0', name: 'ActivePower', unit: 'W', kind: 'measurement' },
];
const said: ChannelSettings = { channel: 'meter0.EnergyImport', version: 3, unit: 'Wh', counter: true, min: null, max: null, max_per_second: null, rollover: 100000, no_reset: true };
const house: VirtualChannel = {
  id: 'v1', version: 2, site_id: 's1', name: 'meter0.HouseLoad', unit: 'W', formula: 'grid - ev', max_age_seconds: 120,
  inputs: { ev: 'ev0.ActivePower', grid: 'meter0.ActivePower' }, valid_from: '2026-06-01T12:00:00Z', changed_at: '2026-06-01T12:00:00Z',
};
const trial: VirtualTrial = {
  unit: 'W', from: '2026-05-31T12:00:00Z', to: '2026-06-01T12:00:00Z', instants: 3, known: 2,
  course: [
    { at: '2026-05-31T12:00:00Z', value: 100, quality: 'GOOD' },
    { at: '2026-06-01T00:00:00Z', value: null, quality: 'STALE' },
    { at: '2026-06-01T12:00:00Z', value: 300, quality: 'GOOD' },
  ],
};

function show(permissions: string[], answers: Answers = {}) {
  const asked = standIn({
    'GET /api/me': () => [200, { permissions }],
    'GET /api/sites/s1/channel-settings': () => [200, { items: [said] }],
    'GET /api/sites/s1/virtual-channels': () => [200, { items: [house] }],
    ...answers,
  });
  mount(<UpkeepPanels site="s1" channels={channels} />);
  return asked;
}

const type = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('what is set up about channels', () => {
  it('is said to every reader, and changed by those who may', async () => {
    show(['READ']);
    expect(await screen.findByText('rolls over at 100,000 Wh, is not reset')).toBeTruthy();
    expect(await screen.findByText('grid - ev · W')).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });
  it('says what a channel can be, under the version that was read', async () => {
    const asked = show(['READ', 'CONFIGURE'], { 'PUT /api/sites/s1/channel-settings': () => [200, said] });
    fireEvent.click(await screen.findByText('meter0.EnergyImport'));
    type(/^Greatest change/, 'fast');
    fireEvent.click(screen.getByText('Save'));
    expect((await screen.findByRole('alert')).textContent).toContain('"fast" is not a number');
    type(/^Greatest change/, '20,5');
    fireEvent.click(screen.getByText('Save'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked.find((a) => a.call.startsWith('PUT'))?.body).toEqual({ channel: 'meter0.EnergyImport', version: 3, min: null, max: null, max_per_second: 20.5, rollover: 100000, no_reset: true });
  });
  it('sends limits under the version that they were read with, until the newest is taken over', async () => {
    let newest = said;
    const put = 'PUT /api/sites/s1/channel-settings';
    const asked = show(['READ', 'CONFIGURE'], {
      'GET /api/sites/s1/channel-settings': () => [200, { items: [newest] }],
      [put]: (body) => ((body as { version: number }).version === newest.version ? [200, newest] : [409, { reason_code: 'VERSION_CONFLICT', params: {} }]),
    });
    fireEvent.click(await screen.findByText('meter0.EnergyImport'));
    type(/^Least value/, '5');
    newest = { ...said, version: 4, max: 900 };
    const versions = () => asked.filter((a) => a.call === put).map((a) => (a.body as { version: number }).version);
    for (const sent of [[3], [3, 3]]) {
      fireEvent.click(screen.getByText('Save'));
      await waitFor(() => expect(versions()).toEqual(sent));
      await screen.findByText('Take over the newest version');
    }
    fireEvent.click(screen.getByText('Take over the newest version'));
    await waitFor(() => expect((screen.getByLabelText(/^Greatest value/) as HTMLInputElement).value).toBe('900'));
    expect((screen.getByLabelText(/^Least value/) as HTMLInputElement).value).toBe('');
    fireEvent.click(screen.getByText('Save'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(versions()).toEqual([3, 3, 4]);
  }, 20_000);
  it('has the end of a register for counters alone', async () => {
    show(['READ', 'CONFIGURE']);
    fireEvent.click(await screen.findByText('Say what a channel can be'));
    const choose = (value: string) => fireEvent.change(screen.getByRole('combobox', { name: /^Channel/ }), { target: { value } });
    choose('meter0.ActivePower');
    expect(screen.queryByLabelText(/^Begins again/)).toBeNull();
    choose('meter0.EnergyImport');
    expect((screen.getByLabelText(/^Begins again/) as HTMLInputElement).value).toBe('100000');
  });
  it('tries a virtual channel before it is kept', async () => {
    const asked = show(['READ', 'CONFIGURE'], { 'POST /api/sites/s1/virtual-channels/try': () => [200, trial], 'POST /api/sites/s1/virtual-channels': () => [200, house] });
    fireEvent.click(await screen.findByText('Add a virtual channel'));
    type(/^Name \*/, 'meter0.HouseLoad');
    type(/^Formula/, '2 * grid');
    type(/^Name 1|^Name of/, 'grid');
    type(/^Channel 1|^Channel of/, 'meter0.ActivePower');
    fireEvent.click(screen.getByText('Try it'));
    expect((await screen.findByTestId('virtual-trial')).textContent).toContain('2 of 3 values');
    fireEvent.click(screen.getByText('Save'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const kept = asked.find((a) => a.call === 'POST /api/sites/s1/virtual-channels')?.body;
    expect(kept).toEqual({ name: 'meter0.HouseLoad', unit: '', formula: '2 * grid', max_age_seconds: 120, inputs: { grid: 'meter0.ActivePower' } });
    expect(asked.find((a) => a.call.endsWith('/try'))?.body).toEqual(kept);
  }, 20_000);
  it('shows why a channel is refused', async () => {
    show(['READ', 'CONFIGURE'], { 'PUT /api/virtual-channels/v1': () => [422, { reason_code: 'INVALID_VALUE', params: { field: 'inputs', value: 'a → b → a', want: 'channels that are not computed from this one' } }] });
    fireEvent.click(await screen.findByText('meter0.HouseLoad'));
    fireEvent.click(screen.getByText('Save'));
    expect((await screen.findByRole('alert')).textContent).toContain('a → b → a');
  });
  it('takes over what somebody else made of a virtual channel', async () => {
    const newest = { ...house, version: 3, formula: 'grid - 2 * ev' };
    const put = 'PUT /api/virtual-channels/v1';
    const asked = show(['READ', 'CONFIGURE'], {
      'GET /api/virtual-channels/v1': () => [200, newest],
      [put]: (body) => ((body as { version: number }).version === 3 ? [200, newest] : [409, { reason_code: 'VERSION_CONFLICT', params: {} }]),
    });
    fireEvent.click(await screen.findByText('meter0.HouseLoad'));
    fireEvent.click(screen.getByText('Save'));
    fireEvent.click(await screen.findByText('Take over the newest version'));
    await waitFor(() => expect((screen.getByLabelText(/^Formula/) as HTMLInputElement).value).toBe('grid - 2 * ev'));
    fireEvent.click(screen.getByText('Save'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked.filter((a) => a.call === put).at(-1)?.body).toMatchObject({ version: 3, formula: 'grid - 2 * ev' });
  });
  it('does not make one of two inputs that have one name', async () => {
    const asked = show(['READ', 'CONFIGURE']);
    fireEvent.click(await screen.findByText('meter0.HouseLoad'));
    type(/^Name 2/, 'ev ');
    fireEvent.click(screen.getByText('Save'));
    expect((await screen.findByRole('alert')).textContent).toContain('Two channels have the name "ev"');
    expect(asked.every((a) => a.call.startsWith('GET'))).toBe(true);
  });
  it('archives after a second press, under the version that was read', async () => {
    const asked = show(['READ', 'CONFIGURE'], { 'DELETE /api/virtual-channels/v1': () => [200, null] });
    fireEvent.click(await screen.findByText('meter0.HouseLoad'));
    fireEvent.click(screen.getByText('Archive'));
    fireEvent.click(screen.getByText('Really archive?'));
    await waitFor(() => expect(asked.some((a) => a.call === 'DELETE /api/virtual-channels/v1?version=2')).toBe(true));
  });
  it('breaks the course of a trial where nothing is known', () => {
    expect(trialLines(trial, 600, 90)).toEqual({ lines: ['0.0,90.0', '600.0,0.0'], min: 100, max: 300 });
    expect(trialLines({ ...trial, course: [] }, 600, 90)).toBeNull();
  });
});
