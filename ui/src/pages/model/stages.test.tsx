import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePreferences } from '../../app/preferences';
import { mount, standIn } from '../standin';
import ModelPage from './ModelPage';
import { StageStrip } from './StageStrip';

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const flow = (through: string | null) => ({
  since: '2026-06-01T08:00:00Z', through,
  stages: [
    { stage: 'RECEIVED', figures: [{ name: 'edges', count: 12_345 }, { name: 'doors', count: 0 }, { name: 'refused', count: null }] },
    { stage: 'ROLLED_UP', figures: [{ name: 'quarter_hours', count: 7 }] },
    { stage: 'COUNTED', figures: [{ name: 'quarter_hours', count: null }] },
  ],
});

function show(through: string | null) {
  standIn({ 'GET /api/data-model/stages': () => [200, flow(through)] });
  mount(<StageStrip />);
}

const box = async (name: string) => within((await screen.findByText(name)).closest('li')!);

describe('the stages of telemetry', () => {
  it('are told in their order, with what went through each, and unknown is not zero', async () => {
    show(null);
    const first = await box('1. Received');
    expect(first.getAllByRole('definition').map((d) => d.textContent)).toEqual(['12,345', '0', '–']);
    expect((await box('2. Rolled up')).queryByText(/complete up to/)).toBeNull();
    expect(screen.getByText(/^Since its start: 1 Jun/)).toBeTruthy();
  });
  it('of another process have no figures', async () => {
    show(null);
    const other = await box('3. Counted');
    expect(other.getByText('counted by another process')).toBeTruthy();
    expect(other.queryAllByRole('definition')).toEqual([]);
  });
  it('that is done in rounds says how far it has come', async () => {
    show(new Date(Date.now() - 8_000).toISOString());
    expect((await box('2. Rolled up')).getByText(/^quarter hours complete up to (8|9|[1-5]\d)\ss ago$/)).toBeTruthy();
    expect((await box('1. Received')).queryByText(/complete up to/)).toBeNull();
  });
});

describe('the page Data model', () => {
  const table = { name: 'sites', entity: 'Site', about: 'Sites.', domain: 'SITE', tier: 'RELATIONAL', rows: 1, more: false, bytes: 100, newest: null, columns: [], references: [] };
  const tier = { tier: 'RELATIONAL', tables: 1, rows: 1, more: false, bytes: 100, newest: null };
  const open = (...permissions: string[]) => {
    const asked = standIn({
      'GET /api/me': () => [200, { permissions }],
      'GET /api/data-model': () => (permissions.includes('READ') ? [200, { tables: [table], tiers: [tier] }] : [403, { reason_code: 'FORBIDDEN', params: { permission: 'READ' } }]),
      'GET /api/data-model/stages': () => (permissions.includes('TENANTS') ? [200, flow(null)] : [403, { reason_code: 'FORBIDDEN', params: { permission: 'TENANTS' } }]),
    });
    mount(<ModelPage />);
    return () => asked.map((a) => a.call);
  };
  it('of somebody of a tenant has no stages and does not ask for them', async () => {
    const asked = open('READ');
    await screen.findByTestId('tier-RELATIONAL');
    expect(screen.queryByText('Stages of telemetry')).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(asked()).not.toContain('GET /api/data-model/stages');
  });
  it('of who runs the platform has the stages and asks for nothing of a tenant', async () => {
    const asked = open('TENANTS');
    await screen.findByText('1. Received');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(asked()).not.toContain('GET /api/data-model');
  });
});
