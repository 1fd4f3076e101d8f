import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OrgNode } from '../../api/places';
import { usePreferences } from '../../app/preferences';
import { translate } from '../../i18n/translate';
import type { Texts } from '../../i18n/useTexts';
import ImportPage from './ImportPage';
import PlacesPage from './PlacesPage';
import { addressOf, bodyOf, valuesOf, type Thing } from './things';
import { kindsBelow, pathOf, targetsOf, treeOf } from './tree';
import { mount, standIn, type Answers } from '../standin';

function node(id: string, kind: OrgNode['kind'], parent: string | null, site: string | null = null): OrgNode {
  return { id, kind, name: id, key: '', parent_id: parent, site_id: site, version: 3, archived_at: null } as OrgNode;
}

const nodes = [node('Group', 'ENTERPRISE', null), node('Other', 'ENTERPRISE', null), node('Plant', 'SITE', 'Group', 's1'), node('Hall', 'BUILDING', 'Plant', 's1'), node('Cellar', 'FLOOR', 'Hall', 's1'), node('Yard', 'SITE', null, 's2'), node('Shed', 'BUILDING', 'Yard', 's2')];

/** Stands in for the server: an answer per method and path. */
function serve(answers: Answers) {
  return standIn({
    'GET /api/me': () => [200, { permissions: ['READ', 'PLACES'] }],
    'GET /api/org-nodes': () => [200, { items: nodes, next: '' }],
    'GET /api/contracts': () => [200, { items: [], next: '' }],
    'GET /api/allocations': () => [200, { items: [], next: '' }],
    'GET /api/sites/s1/inventory': () => [200, stands],
    ...answers,
  });
}

const show = (page: ReactNode, at = '/places') => mount(page, at);

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const battery = { id: 'a1', site_id: 's1', version: 2, archived_at: null, key: 'battery0', name: 'Battery', nature: 'ESS', enabled: true, max_active_power_watts: 50_000 };
const stands = {
  site: { id: 's1', site_id: 's1', version: 5, archived_at: null, name: 'Plant', time_zone: 'Europe/Berlin', latitude: 52.5 },
  assets: [battery], evses: [], grid_connections: [{ id: 'g1', site_id: 's1', version: 1, archived_at: null }],
  grid_constraints: [{ id: 'c1', site_id: 's1', version: 1, archived_at: null, connection_id: 'g1', type: 'EXPORT_LIMIT', value: 70_000, effective_from: '2026-06-01T00:30:00Z' }],
};

describe('the tree of places', () => {
  it('has each place below its parent, by name', () => {
    expect(treeOf(nodes).map((b) => b.node.id)).toEqual(['Group', 'Other', 'Yard']);
    expect(treeOf(nodes)[0]!.below[0]!.below[0]!.below[0]!.node.id).toBe('Cellar');
  });
  it('stands at the top where the parent is out of sight', () => expect(treeOf(nodes.slice(3)).map((b) => b.node.id)).toEqual(['Hall', 'Yard']));
  it('offers below each place what the model allows there', () => {
    expect(kindsBelow(null)).toEqual(['ENTERPRISE', 'SITE']);
    expect(kindsBelow(nodes[2]!)).toEqual(['BUILDING', 'SPACE', 'EQUIPMENT']);
  });
  it('moves a place neither below itself, nor out of its site, nor to where it is', () => {
    const to = (id: string) => targetsOf(nodes, nodes.find((n) => n.id === id)!).map((n) => n?.id ?? 'top');
    expect(to('Plant')).toEqual(['top', 'Other']);
    expect(to('Group')).toEqual(['Other']);
    expect(to('Hall')).toEqual([]);
    expect(to('Yard')).toEqual(['Group', 'Other']);
  });
  it('says the way to a place', () => expect(pathOf(nodes, nodes[4]!)).toBe('Group › Plant › Hall › Cellar'));
});

describe('the places page', () => {
  it('says what to do where there is nothing', async () => {
    serve({ 'GET /api/org-nodes': () => [200, { items: [], next: '' }] });
    show(<PlacesPage />);
    expect(await screen.findByText('Make the first site, or import a list of them.')).toBeTruthy();
  });
  it('moves a site under the version that was read, and says a refusal in words', async () => {
    const asked = serve({ 'PUT /api/org-nodes/Plant/parent': () => [409, { reason_code: 'VERSION_CONFLICT', params: { expected_version: 3, actual_version: 4 } }] });
    show(<PlacesPage />, '/places?place=Plant');
    fireEvent.click(await screen.findByText('Move'));
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    expect((await screen.findByRole('alert')).textContent).toBe('Choose where to.');
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'top tree' } });
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('it is 4 now'));
    expect(asked.find((a) => a.call.startsWith('PUT'))?.body).toEqual({ version: 3 });
  }, 20_000);
  it('makes a site with its time zone, below an enterprise', async () => {
    const asked = serve({ 'POST /api/sites': () => [200, {}] });
    show(<PlacesPage />, '/places?place=Group');
    fireEvent.click(await screen.findByText('Add below'));
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    expect((await screen.findByRole('alert')).textContent).toBe('Enter a name.');
    fireEvent.change(screen.getByLabelText(/^Name/), { target: { value: 'South' } });
    fireEvent.change(screen.getByLabelText(/^Time zone/), { target: { value: 'Europe/Paris' } });
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked.find((a) => a.call === 'POST /api/sites')?.body).toEqual({ name: 'South', time_zone: 'Europe/Paris', parent_id: 'Group' });
  }, 20_000);
  it('shows what stands at a site and changes an asset, keeping what was not asked for', async () => {
    let version = 2;
    const asked = serve({
      'GET /api/sites/s1/inventory': () => [200, { ...stands, assets: [{ ...battery, version, manufacturer: version > 2 ? 'Maker' : undefined }] }],
      'PUT /api/assets/a1': (body) => ((body as Thing).version === 7 ? [200, {}] : ((version = 7), [409, { reason_code: 'VERSION_CONFLICT', params: { expected_version: 2, actual_version: 7 } }])),
    });
    show(<PlacesPage />, '/places?place=Plant');
    fireEvent.click(await screen.findByText('Battery (battery0)'));
    fireEvent.change(screen.getByLabelText('Capacity'), { target: { value: 'much' } });
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    expect((await screen.findByRole('alert')).textContent).toBe('Capacity: much is not a whole number');
    fireEvent.change(screen.getByLabelText('Capacity'), { target: { value: '100000' } });
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('it is 7 now'));
    expect(asked.find((a) => a.call.startsWith('PUT'))?.body).toEqual({ version: 2, archived: false, key: 'battery0', name: 'Battery', nature: 'ESS', enabled: true, max_active_power_watts: 50_000, capacity_wh: 100_000 });
    fireEvent.click(screen.getByText('Take over the newest version'));
    await waitFor(() => expect((screen.getByLabelText('Manufacturer') as HTMLInputElement).value).toBe('Maker'));
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked.filter((a) => a.call.startsWith('PUT')).at(-1)?.body).toMatchObject({ version: 7, manufacturer: 'Maker' });
  }, 30_000);
  it('shows a reader no way to change anything', async () => {
    serve({ 'GET /api/me': () => [200, { permissions: ['READ'] }] });
    show(<PlacesPage />, '/places?place=Plant');
    expect(await screen.findByText('Battery (battery0)')).toBeTruthy();
    for (const word of ['Move', 'Rename', 'Add', 'Edit', 'Import']) expect(screen.queryByText(word)).toBeNull();
  }, 20_000);
});

describe('the form of a thing', () => {
  const texts: Pick<Texts, 't'> = { t: (key, ...values) => translate('en', key, ...values) };
  const constraint = stands.grid_constraints[0] as unknown as Thing;
  it('keeps an instant to the second that nobody touched, and begins the local day where somebody did', () => {
    const values = valuesOf('constraint', constraint, 'Europe/Berlin');
    expect(values.effective_from).toBe('2026-06-01');
    expect(bodyOf('constraint', constraint, values, 'Europe/Berlin', texts)).toMatchObject({ effective_from: '2026-06-01T00:30:00Z' });
    expect(bodyOf('constraint', constraint, { ...values, effective_from: '2026-12-01' }, 'Europe/Berlin', texts)).toMatchObject({ effective_from: '2026-11-30T23:00:00.000Z' });
  });
  it('leaves out what was emptied, and who the thing is', () => {
    const site = { ...stands.site } as unknown as Thing;
    const body = bodyOf('site', site, { ...valuesOf('site', site, 'UTC'), latitude: '' }, 'UTC', texts);
    expect(body).toEqual({ version: 5, name: 'Plant', time_zone: 'Europe/Berlin' });
  });
  it.each([
    ['site', null, '/api/sites'], ['asset', null, '/api/sites/s/assets'], ['contract', null, '/api/contracts'], ['allocation', null, '/api/sites/s/allocations'], ['connection', 'g', '/api/grid-connections/g'], ['site', 'x', '/api/sites/x'],
  ] as const)('is sent to where a %s (%s) is kept', (part, id, address) => expect(addressOf(part, 's', id)).toBe(address));
});

describe('the import', () => {
  const file = (name: string, text: string) => new File([text], name, { type: 'text/csv' });
  it('lists every problem with its place, and stores only what was checked', async () => {
    let clean = false;
    const asked = serve({
      'POST /api/imports': (body) => [200, clean
        ? { stored: !(body as { dry_run: boolean }).dry_run, problems: [], rows: [{ file: 'sites.csv', line: 2, kind: 'sites', key: 'a', outcome: 'MADE' }] }
        : { stored: false, rows: [], problems: [{ file: 'sites.csv', line: 3, field: 'time_zone', reason_code: 'INVALID_VALUE', params: { field: 'time_zone', value: 'Berlin', want: 'an IANA time zone' }, text_en: '', text_de: '' }] }],
    });
    show(<ImportPage />);
    const store = (await screen.findByText('Import', { selector: 'button' })) as HTMLButtonElement;
    expect(store.disabled).toBe(true);
    fireEvent.change(screen.getByTestId('import-files'), { target: { files: [file('sites.csv', 'key\na\n')] } });
    await screen.findByText('sites.csv'); // read by now: before that there is nothing to check
    fireEvent.click(screen.getByText('Check, without storing'));
    expect((await screen.findByTestId('import-problem')).textContent).toBe('sites.csv:3');
    expect(screen.getByText('1 problem')).toBeTruthy();
    expect(screen.getByText(/time_zone is Berlin, want an IANA time zone/i)).toBeTruthy();
    expect(store.disabled).toBe(true);
    clean = true;
    fireEvent.change(screen.getByTestId('import-files'), { target: { files: [file('sites.csv', 'key\nb\n')] } });
    await waitFor(() => expect(screen.queryByTestId('import-problem')).toBeNull());
    fireEvent.click(screen.getByText('Check, without storing'));
    expect(await screen.findByText('No problem: this is what would become of it')).toBeTruthy();
    fireEvent.click(store);
    expect(await screen.findByText('Everything is stored')).toBeTruthy();
    expect(asked.filter((a) => a.call === 'POST /api/imports').map((a) => a.body)).toEqual([
      { files: [{ name: 'sites.csv', content: 'key\na\n' }], dry_run: true },
      { files: [{ name: 'sites.csv', content: 'key\nb\n' }], dry_run: true },
      { files: [{ name: 'sites.csv', content: 'key\nb\n' }], dry_run: false },
    ]);
  }, 30_000);
  it('is for who holds the permission', async () => {
    serve({ 'GET /api/me': () => [200, { permissions: ['READ'] }] });
    show(<ImportPage />);
    expect(await screen.findByText('Nothing can be imported with your roles')).toBeTruthy();
  });
});
