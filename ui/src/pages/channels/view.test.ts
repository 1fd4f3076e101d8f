import { describe, expect, it } from 'vitest';
import { addressOf, mostChannels, moved, spanOf, toggled, viewOf, type View } from './view';

const now = Date.parse('2026-06-01T12:07:31Z');
const some: View = { channels: ['meter0.ActivePower', 'battery0.SOC'], range: '6h', to: Date.parse('2026-05-01T00:00:00Z') };

describe('a view of channels', () => {
  it('comes back from its address', () => expect(viewOf(addressOf(some))).toEqual(some));
  it('follows the present for a day where the address says nothing', () =>
    expect(viewOf(new URLSearchParams())).toEqual({ channels: [], range: '24h', to: null }));
  it('leaves out what it does not know and what stands twice', () =>
    expect(viewOf(new URLSearchParams('channel=a.b&channel=a.b&range=9y&to=soon'))).toEqual({ channels: ['a.b'], range: '24h', to: null }));
  it('takes a channel in and out', () => {
    expect(toggled(some, 'pv0.ActivePower').channels).toEqual([...some.channels, 'pv0.ActivePower']);
    expect(toggled(some, 'battery0.SOC').channels).toEqual(['meter0.ActivePower']);
  });
  it('holds no more lines than can be told apart', () => {
    const full = { ...some, channels: Array.from({ length: mostChannels }, (_, i) => `a${i}.P`) };
    expect(toggled(full, 'one.more')).toEqual(full);
  });
});

describe('the span of a view', () => {
  it('ends with the interval that runs', () =>
    expect(spanOf({ ...some, to: null }, now)).toEqual({ from: Date.parse('2026-06-01T06:10:00Z'), to: Date.parse('2026-06-01T12:10:00Z'), bucket: '5m' }));
  it('never lies in the future', () => expect(spanOf({ ...some, to: now + 1e9 }, now)).toEqual(spanOf({ ...some, to: null }, now)));
  it('moves by its own length', () => expect(spanOf(moved(some, -1, now), now).to).toBe(spanOf(some, now).from));
  it('follows the present again once it reaches it', () => {
    const back = moved({ ...some, to: null }, -1, now);
    expect(back.to).not.toBeNull();
    expect(moved(back, 1, now).to).toBeNull();
  });
});
