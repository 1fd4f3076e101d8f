import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OrgNode } from '../../api/places';
import { usePreferences } from '../../app/preferences';
import { mount, standIn, type Answers } from '../standin';
import PlacesPage from './PlacesPage';
import { found, holds, judgeOf } from './tree';

function node(id: string, kind: OrgNode['kind'], parent: string | null, site: string | null = null): OrgNode {
  return { id, kind, name: id, key: '', parent_id: parent, site_id: site, version: 3, archived_at: null };
}

const places = [
  node('Group', 'ENTERPRISE', null), node('Other', 'ENTERPRISE', null), node('Plant', 'SITE', 'Group', 's1'), node('Hall', 'BUILDING', 'Plant', 's1'),
  node('Annex', 'BUILDING', 'Plant', 's1'), node('Cellar', 'FLOOR', 'Hall', 's1'), node('Yard', 'SITE', null, 's2'), node('Shed', 'BUILDING', 'Yard', 's2'),
];
const at = (id: string) => places.find((n) => n.id === id)!;

function serve(answers: Answers = {}, nodes: readonly OrgNode[] = places) {
  return standIn({
    'GET /api/me': () => [200, { permissions: ['READ', 'PLACES'] }],
    'GET /api/org-nodes': () => [200, { items: nodes, next: '' }],
    ...answers,
  });
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function row(name: string): Promise<HTMLElement> {
  const tree = await screen.findByTestId('tree');
  return (await within(tree).findByText(name)).closest<HTMLElement>('[data-testid=place-row]')!;
}

/** Drags a place over another and lets go there where it is taken, as a browser does. */
async function drag(name: string, target: () => Promise<HTMLElement> | HTMLElement): Promise<boolean> {
  const dataTransfer = { setData: () => {}, effectAllowed: '', dropEffect: '' };
  const from = await row(name);
  fireEvent.dragStart(from, { dataTransfer });
  const onto = await target();
  const taken = !fireEvent.dragOver(onto, { dataTransfer }); // prevented: it may be dropped
  if (taken) fireEvent.drop(onto, { dataTransfer });
  fireEvent.dragEnd(from, { dataTransfer });
  return taken;
}

const puts = (asked: { call: string; body: unknown }[]) => asked.filter((a) => a.call.startsWith('PUT'));

describe('what a place may be dropped upon', () => {
  it.each([
    ['Plant', 'Other', null], ['Plant', 'Plant', 'itself'], ['Plant', 'Group', 'there'], ['Plant', 'Hall', 'below'], ['Plant', 'Yard', 'kind'], ['Plant', null, null],
    ['Cellar', 'Annex', null], ['Cellar', 'Shed', 'site'], ['Cellar', null, 'kind'], ['Group', null, 'there'], ['Group', 'Plant', 'below'],
  ] as const)('%s onto %s: %s', (name, target, refusal) => expect(judgeOf(places, at(name))(target ? at(target) : null)).toBe(refusal));
  it('is nothing that is archived', () => expect(judgeOf(places, at('Plant'))({ ...at('Other'), archived_at: '2026-01-01T00:00:00Z' })).toBe('archived'));
});

describe('a place that is dragged', () => {
  it('shows on each place whether it fits, and why not where it is over', async () => {
    serve();
    mount(<PlacesPage />, '/places');
    const dataTransfer = { setData: () => {} };
    const plant = await row('Plant');
    await waitFor(() => expect(plant.getAttribute('draggable')).toBe('true'));
    fireEvent.dragStart(plant, { dataTransfer });
    const said = async (name: string) => (await row(name)).dataset.drop;
    expect([await said('Other'), await said('Plant'), await said('Group'), await said('Hall'), await said('Yard')]).toEqual(['fits', 'itself', 'there', 'below', 'kind']);
    fireEvent.dragOver(await row('Yard'), { dataTransfer });
    expect((await row('Yard')).textContent).toContain('cannot hold it');
    fireEvent.dragEnd(plant, { dataTransfer });
    expect(await said('Other')).toBeUndefined();
  });
  it('opens what is closed where it stays for a while', async () => {
    serve();
    mount(<PlacesPage />, '/places');
    await waitFor(async () => expect((await row('Annex')).getAttribute('draggable')).toBe('true'));
    fireEvent.dragStart(await row('Annex'), { dataTransfer: { setData: () => {} } });
    expect(screen.queryByText('Cellar')).toBeNull();
    fireEvent.dragOver(await row('Hall'), { dataTransfer: {} });
    expect((await row('Cellar')).dataset.drop).toBe('kind');
  });
  it('is not taken where it may not lie', async () => {
    const asked = serve();
    mount(<PlacesPage />, '/places');
    await waitFor(async () => expect((await row('Plant')).getAttribute('draggable')).toBe('true'));
    for (const target of ['Plant', 'Hall', 'Yard', 'Group']) expect(await drag('Plant', () => row(target)), target).toBe(false);
    expect(puts(asked)).toEqual([]);
  });
  it('is moved under the version on screen, and back under the one that this made', async () => {
    const asked = serve({ 'PUT /api/org-nodes/Plant/parent': (body) => [200, { ...at('Plant'), parent_id: 'Other', version: (body as { version: number }).version + 1 }] });
    mount(<PlacesPage />, '/places');
    await waitFor(async () => expect((await row('Plant')).getAttribute('draggable')).toBe('true'));
    expect(await drag('Plant', () => row('Other'))).toBe(true);
    expect((await screen.findByTestId('move-notice')).textContent).toContain('Plant now lies below Other.');
    fireEvent.click(screen.getByText('Undo'));
    expect(await screen.findByText('Plant is where it was.')).toBeTruthy();
    expect(screen.queryByText('Undo')).toBeNull();
    expect(puts(asked).map((a) => a.body)).toEqual([{ version: 3, parent_id: 'Other' }, { version: 4, parent_id: 'Group' }]);
  }, 20_000);
  it('goes to the top where it may stand there', async () => {
    const asked = serve({ 'PUT /api/org-nodes/Plant/parent': () => [200, { ...at('Plant'), parent_id: null, version: 4 }] });
    mount(<PlacesPage />, '/places');
    await waitFor(async () => expect((await row('Plant')).getAttribute('draggable')).toBe('true'));
    expect(await drag('Plant', () => screen.findByTestId('drop-top'))).toBe(true);
    expect(await screen.findByText('Plant now stands at the top.')).toBeTruthy();
    expect(puts(asked).map((a) => a.body)).toEqual([{ version: 3 }]);
  });
  it('stays where somebody else changed it meanwhile, says so, and the tree is read anew', async () => {
    let version = 3;
    const asked = serve({
      'GET /api/org-nodes': () => [200, { items: places.map((n) => (n.id === 'Plant' ? { ...n, version } : n)), next: '' }],
      'PUT /api/org-nodes/Plant/parent': (body) => ((body as { version: number }).version === 7 ? [200, { ...at('Plant'), parent_id: 'Other', version: 8 }] : ((version = 7), [409, { reason_code: 'VERSION_CONFLICT', params: { expected_version: 3, actual_version: 7 } }])),
    });
    mount(<PlacesPage />, '/places');
    await waitFor(async () => expect((await row('Plant')).getAttribute('draggable')).toBe('true'));
    await drag('Plant', () => row('Other'));
    expect((await screen.findByRole('alert')).textContent).toContain('it is 7 now');
    expect(screen.queryByText('Undo')).toBeNull();
    await waitFor(() => expect(asked.filter((a) => a.call.startsWith('GET /api/org-nodes')).length).toBe(2));
    await waitFor(async () => expect((await row('Plant')).getAttribute('draggable')).toBe('true'));
    await drag('Plant', () => row('Other'));
    expect(await screen.findByText('Plant now lies below Other.')).toBeTruthy();
    expect(puts(asked).at(-1)?.body).toEqual({ version: 7, parent_id: 'Other' });
  }, 20_000);
  it('is none for who may not change places, nor where it is archived', async () => {
    serve({ 'GET /api/me': () => [200, { permissions: ['READ'] }] });
    mount(<PlacesPage />, '/places');
    expect((await row('Plant')).getAttribute('draggable')).toBeNull();
    cleanup();
    serve({}, places.map((n) => (n.id === 'Yard' ? { ...n, archived_at: '2026-01-01T00:00:00Z' } : n)));
    mount(<PlacesPage />, '/places');
    await waitFor(async () => expect((await row('Plant')).getAttribute('draggable')).toBe('true'));
    expect((await row('Yard')).getAttribute('draggable')).toBeNull();
  });
});

describe('the dialog that moves a place', () => {
  it('is closed again where there is nowhere to move it', async () => {
    serve({}, [node('Group', 'ENTERPRISE', null)]);
    mount(<PlacesPage />, '/places?place=Group');
    fireEvent.click(await screen.findByText('Move'));
    expect(await screen.findByText('There is no other place that it could lie below.')).toBeTruthy();
    const dialog = within(screen.getByRole('dialog'));
    expect((dialog.getByRole('button', { name: 'Move' }) as HTMLButtonElement).disabled).toBe(true);
    fireEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
  it('finds the target by words of its path, lists what fits alone, and takes the first by Enter', async () => {
    const asked = serve({ 'PUT /api/org-nodes/Cellar/parent': () => [200, {}] }, [...places, node('Attic', 'BUILDING', 'Plant', 's1')]);
    mount(<PlacesPage />, '/places?place=Cellar');
    fireEvent.click(await screen.findByText('Move'));
    const field = screen.getByRole('combobox');
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    const listed = () => screen.queryAllByRole('option').map((o) => o.textContent);
    expect(listed()).toEqual(['Group › Plant › Annex', 'Group › Plant › Attic']);
    fireEvent.change(field, { target: { value: 'plant ATT' } });
    expect(listed()).toEqual(['Group › Plant › Attic']);
    fireEvent.keyDown(field, { key: 'Enter' });
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(puts(asked).map((a) => a.body)).toEqual([{ version: 3, parent_id: 'Attic' }]);
  }, 20_000);
});

describe('a tree of thousands of places', () => {
  const many = [node('Group', 'ENTERPRISE', null), ...Array.from({ length: 450 }, (_, i) => node(`Site ${String(i).padStart(3, '0')}`, 'SITE', 'Group', `s${i}`)), node('Hall 7', 'BUILDING', 'Site 007', 's7'), node('Cold store', 'FLOOR', 'Hall 7', 's7')];
  const rows = () => screen.getAllByTestId('place-row').length;
  it('draws 200 below one place at a time, and nothing below what is closed', async () => {
    serve({}, many);
    mount(<PlacesPage />, '/places');
    await row('Site 199');
    expect(rows()).toBe(202); // the enterprise, 200 sites and the one building
    expect(screen.queryByText('Cold store')).toBeNull();
    fireEvent.click(screen.getByText('Show 200 more'));
    expect(rows()).toBe(402);
    fireEvent.click(screen.getByText('Show 50 more'));
    expect(rows()).toBe(452);
    fireEvent.click(screen.getByLabelText('Close Group'));
    expect(rows()).toBe(1);
  }, 30_000);
  it('lists the first hundred targets, and says how many there are', async () => {
    const groups = Array.from({ length: 130 }, (_, i) => node(`Group ${String(i).padStart(3, '0')}`, 'ENTERPRISE', null));
    serve({}, [...groups, at('Yard')]);
    mount(<PlacesPage />, '/places?place=Yard');
    fireEvent.click(await screen.findByText('Move'));
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'ArrowDown' });
    expect(screen.getByText('130 places fit, of which the first are listed. More words find fewer.')).toBeTruthy();
    expect(screen.getAllByRole('option', { hidden: true })).toHaveLength(100);
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'group 12' } });
    expect(screen.queryByText(/of which the first/)).toBeNull();
  }, 30_000);
  it('is narrowed to what is looked for, with all above it', async () => {
    serve({}, many);
    mount(<PlacesPage />, '/places');
    fireEvent.change(await screen.findByLabelText('Find a place'), { target: { value: 'cold' } });
    await waitFor(() => expect(rows()).toBe(4));
    expect(within(screen.getByTestId('tree')).getByText('Cold store')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Find a place'), { target: { value: 'nowhere' } });
    expect(await screen.findByText('No place is called that.')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Find a place'), { target: { value: '' } });
    await waitFor(() => expect(rows()).toBe(202));
  }, 30_000);
  it('is looked through by name and key', () => {
    expect(found(many, 'site 44 7').map((n) => n.id)).toEqual(['Group', 'Site 447']);
    expect(found([{ ...at('Yard'), key: 'y-17' }], 'Y-1')).toHaveLength(1);
    expect(holds('Group › Plant', 'plant  gro')).toBe(true);
  });
});
