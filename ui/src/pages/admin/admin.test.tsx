import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import { AccountMenu } from '../../app/AccountMenu';
import { usePreferences } from '../../app/preferences';
import { theme } from '../../design/theme';
import { ProviderButton } from '../login/ProviderButton';
import { PasswordRules } from '../welcome/PasswordRules';
import WelcomePage from '../welcome/WelcomePage';
import { InviteDialog } from './InviteDialog';
import { MakeKeyDialog } from './MakeKeyDialog';
import { PeoplePanel } from './PeoplePanel';
import { PersonDialog } from './PersonDialog';
import { RolesPanel } from './RolesPanel';
import { programName } from './SessionsOf';
import { TenantsPanel } from './TenantsPanel';
import { endOfDay } from './words';

const ada = {
  id: 'u1', email: 'ada@example.org', display_name: 'Ada', language: 'en', status: 'INVITED', version: 1, created_at: '2026-06-01T12:00:00Z',
  last_seen_at: null, link_expires_at: null, roles: [{ id: 'b1', role: 'operator', place: { node_id: 'n1', name: 'Plant north', kind: 'SITE' } }],
};

type Answers = Record<string, (body: unknown) => [status: number, body: unknown]>;

/** Stands in for the server: an answer per method and path. */
function serve(answers: Answers) {
  const asked: { call: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', vi.fn(async (address: string, init: RequestInit) => {
    const call = `${init.method} ${address.split('?')[0]}`;
    const body = init.body ? JSON.parse(String(init.body)) : undefined;
    asked.push({ call: `${init.method} ${address}`, body });
    const [status, answer] = answers[call]?.(body) ?? [404, { reason_code: 'NOT_FOUND', params: { what: call } }];
    return new Response(JSON.stringify(answer), { status, headers: { 'Content-Type': 'application/json' } });
  }));
  return asked;
}

function show(node: ReactNode, at = '/') {
  return render(
    <ThemeProvider theme={theme}>
      <QueryClientProvider client={newQueryClient()}>
        <MemoryRouter initialEntries={[at]}>{node}</MemoryRouter>
      </QueryClientProvider>
    </ThemeProvider>,
  );
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const places = { 'GET /api/users/places': () => [200, { items: [{ node_id: 'n1', name: 'Plant north', kind: 'SITE' }], whole_tenant: true }] as [number, unknown] };

describe('people', () => {
  it('shows each with roles, places and status', async () => {
    serve({ 'GET /api/users': () => [200, { items: [ada], next: '' }] });
    show(<PeoplePanel me="" />);
    expect(await screen.findByText('Operator · Plant north')).toBeTruthy();
    expect(screen.getByText('Invited')).toBeTruthy();
    expect(screen.getByText('never')).toBeTruthy();
  });
  it('says what to do where nobody matches', async () => {
    serve({ 'GET /api/users': () => [200, { items: [], next: '' }] });
    show(<PeoplePanel me="" />);
    expect(await screen.findByText('Clear the filter, or invite the person.')).toBeTruthy();
  });
  it('asks the server for the part of a name that is typed', async () => {
    const asked = serve({ 'GET /api/users': () => [200, { items: [ada], next: '' }] });
    show(<PeoplePanel me="" />);
    fireEvent.change(await screen.findByLabelText('Name or e-mail'), { target: { value: 'ad' } });
    await waitFor(() => expect(asked.some((a) => a.call.includes('text=ad'))).toBe(true));
  });
  it('shows the refusal of an invitation by its code and the link of one that is made', async () => {
    let taken = true;
    const asked = serve({
      ...places,
      'GET /api/users': () => [200, { items: [ada], next: '' }],
      'POST /api/users': () => (taken ? [409, { reason_code: 'EMAIL_TAKEN', params: { email: 'ada@example.org' } }] : [200, { user: ada, link: { token: 'abc', expires_at: '2026-06-04T12:00:00Z' } }]),
    });
    show(<PeoplePanel me="" />);
    fireEvent.click(await screen.findByRole('button', { name: 'Invite' }));
    fireEvent.change(screen.getByLabelText(/^E-mail/), { target: { value: 'ada@example.org' } });
    fireEvent.change(screen.getByLabelText(/^Name \*/), { target: { value: 'Ada' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make the link' }));
    expect((await screen.findByRole('alert')).textContent).toBe('ada@example.org belongs to somebody already');
    taken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Make the link' }));
    const field = (await screen.findByTestId('secret')) as HTMLInputElement;
    expect(field.value).toMatch(/\/welcome#abc$/);
    expect(asked.filter((a) => a.call === 'POST /api/users').at(-1)?.body).toEqual({ email: 'ada@example.org', display_name: 'Ada', language: 'en', role: 'viewer' });
  });
});

describe('a person who logs in by the identity provider', () => {
  const linked = { ...ada, status: 'ACTIVE', version: 4, password: false, provider: true };
  it('loses that way in, with the version that was read', async () => {
    const asked = serve({
      ...places,
      'GET /api/users/u1': () => [200, linked],
      'GET /api/users/u1/sessions': () => [200, { items: [] }],
      'PUT /api/users/u1': () => [200, { ...linked, status: 'INVITED', provider: false, version: 5 }],
    });
    show(<PersonDialog id="u1" self={false} onClose={() => undefined} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Drop the provider’s login' }));
    await waitFor(() => expect(asked.some((a) => a.call.startsWith('PUT'))).toBe(true));
    expect(asked.find((a) => a.call.startsWith('PUT'))?.body).toEqual({ version: 4, drop_provider: true });
  });
  it('goes on to the provider when logging out', async () => {
    const went = vi.fn();
    vi.stubGlobal('location', { assign: went });
    serve({ 'POST /api/logout': () => [200, { provider_address: 'https://id.example.org/end' }] });
    show(<AccountMenu me={{ user: { id: 'u1', email: 'ada@example.org', display_name: 'Ada', language: 'en' }, tenant: { id: 't1', name: 'Plant' }, roles: ['viewer'], permissions: ['READ'] }} />);
    fireEvent.click(screen.getByRole('button', { name: 'Account and display' }));
    fireEvent.click(await screen.findByRole('link', { name: 'Password and sessions' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: 'Account and display' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Log out' }));
    await waitFor(() => expect(went).toHaveBeenCalledWith('https://id.example.org/end'));
  });
});

describe('tenants', () => {
  const tenant = { id: 't1', name: 'Plant north', plan: 'STANDARD', compliance_region: 'EU', status: 'ACTIVE', why: 'contract 7', version: 1, created_at: '2026-06-01T12:00:00Z' };
  const own = { ...tenant, id: 't0', name: 'Platform', plan: 'PLATFORM', why: '' };
  const listed = (...items: unknown[]) => ({ 'GET /api/platform/tenants': () => [200, { items, next: '' }] as [number, unknown] });

  it('shows each with status and why, and offers nothing for the one that runs the platform', async () => {
    serve(listed(tenant, own));
    show(<TenantsPanel />);
    expect(await screen.findByText('contract 7')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Suspend Plant north' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Suspend Platform' })).toBeNull();
  });
  it('says what to do where none matches', async () => {
    serve(listed());
    show(<TenantsPanel />);
    expect(await screen.findByText('Clear the filter, or make the tenant.')).toBeTruthy();
  });
  it('shows the refusal of the list by its code', async () => {
    serve({ 'GET /api/platform/tenants': () => [403, { reason_code: 'TENANT_SUSPENDED', params: {} }] });
    show(<TenantsPanel />);
    expect((await screen.findByRole('alert')).textContent).toContain('he access of this tenant is suspended; what it owns is kept');
  });
  it('suspends with the version that was read and the reason, and shows a refusal by its code', async () => {
    let stale = true;
    const asked = serve({
      ...listed(tenant),
      'POST /api/platform/tenants/t1/suspend': () => (stale ? [409, { reason_code: 'VERSION_CONFLICT', params: { expected_version: 1, actual_version: 2 } }] : [200, { ...tenant, status: 'SUSPENDED' }]),
    });
    show(<TenantsPanel />);
    fireEvent.click(await screen.findByRole('button', { name: 'Suspend Plant north' }));
    fireEvent.change(screen.getByLabelText(/^Why \*/), { target: { value: ' invoice 12 is open ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Suspend' }));
    expect((await screen.findByRole('alert')).textContent).toContain('2');
    stale = false;
    fireEvent.click(screen.getByRole('button', { name: 'Suspend' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked.filter((a) => a.call.startsWith('POST')).at(-1)?.body).toEqual({ version: 1, why: 'invoice 12 is open' });
  });
  it('lets a suspended one go on', async () => {
    const asked = serve({ ...listed({ ...tenant, status: 'SUSPENDED', version: 2 }), 'POST /api/platform/tenants/t1/resume': () => [200, tenant] });
    show(<TenantsPanel />);
    fireEvent.click(await screen.findByRole('button', { name: 'Let Plant north go on' }));
    fireEvent.change(screen.getByLabelText(/^Why \*/), { target: { value: 'paid' } });
    fireEvent.click(screen.getByRole('button', { name: 'Let go on' }));
    await waitFor(() => expect(asked.some((a) => a.call === 'POST /api/platform/tenants/t1/resume')).toBe(true));
    expect(asked.find((a) => a.call.startsWith('POST'))?.body).toEqual({ version: 2, why: 'paid' });
  });
  it('makes one with its first owner, whose link is shown', async () => {
    const asked = serve({ ...listed(own), 'POST /api/platform/tenants': () => [200, { tenant, token: 'abc', expires_at: '2026-06-04T12:00:00Z' }] });
    show(<TenantsPanel />);
    fireEvent.click(await screen.findByRole('button', { name: 'Make a tenant' }));
    const dialog = screen.getByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Make a tenant' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Enter the tenant, its first owner and why.');
    expect(asked.some((a) => a.call.startsWith('POST'))).toBe(false);
    for (const [label, value] of [[/^Name of the tenant/, 'Plant north'], [/^E-mail of the first owner/, 'ada@plant.example'], [/^Name of the first owner/, 'Ada'], [/^Why \*/, 'contract 7']] as const) {
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    }
    fireEvent.click(within(dialog).getByRole('button', { name: 'Make a tenant' }));
    expect(((await screen.findByTestId('secret')) as HTMLInputElement).value).toMatch(/\/welcome#abc$/);
    expect(asked.find((a) => a.call.startsWith('POST'))?.body).toEqual({
      name: 'Plant north', why: 'contract 7', owner_email: 'ada@plant.example', owner_name: 'Ada', owner_language: 'en', compliance_region: 'EU',
    });
  });
});

describe('an API key', () => {
  it('needs a name and a scope before anything is asked, and is shown once', async () => {
    const asked = serve({ ...places, 'POST /api/keys': () => [200, { key: { name: 'Meter' }, text: 'ohm_secret' }] });
    const close = vi.fn();
    show(<MakeKeyDialog onClose={close} />);
    fireEvent.click(screen.getByRole('button', { name: 'Make the key' }));
    expect(screen.getByRole('alert').textContent).toContain('what it may do');
    expect(asked.some((a) => a.call.startsWith('POST'))).toBe(false);
    fireEvent.change(screen.getByLabelText(/^What uses it/), { target: { value: 'Meter' } });
    fireEvent.click(screen.getByLabelText('send readings, prices and forecasts'));
    fireEvent.click(screen.getByRole('button', { name: 'Make the key' }));
    expect(((await screen.findByTestId('secret')) as HTMLInputElement).value).toBe('ohm_secret');
    fireEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
    expect(close).toHaveBeenCalled();
  });
});

describe('roles', () => {
  const table = {
    items: [
      { role: 'owner', about: 'Everything.', permissions: ['READ', 'OPERATE'], machine: false, given: true },
      { role: 'pilot', about: 'Flies.', permissions: ['READ'], machine: false, given: true },
      { role: 'adapter', about: 'A machine.', permissions: ['INGEST'], machine: true, given: false },
      { role: 'platform_admin', about: 'Runs the platform.', permissions: ['TENANTS'], machine: false, given: false },
    ],
    permissions: [{ permission: 'READ', about: 'See.', of_keys: true }, { permission: 'OPERATE', about: 'Move.', of_keys: false }, { permission: 'FLY', about: 'To fly.', of_keys: false }],
  };
  const roles = { 'GET /api/roles': () => [200, table] as [number, unknown] };
  it('are told with what each grants, and one this version has no word for by the server’s, as a list on a phone', async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined, addListener: () => undefined, removeListener: () => undefined }));
    serve(roles);
    show(<RolesPanel />);
    const owner = (await screen.findByRole('heading', { name: 'Owner' })).closest('li')!;
    expect(within(owner).getAllByRole('listitem').map((i) => i.textContent)).toEqual(['See sites, values, events and what is kept of them', 'Move power for a time: overrides, limits, modes, faults, alarms']);
    expect(within(screen.getByRole('heading', { name: 'pilot' }).closest('li')!).getByText('Flies.')).toBeTruthy();
    expect(within(screen.getByRole('heading', { name: 'Adapter' }).closest('li')!).getByText('machines')).toBeTruthy();
    expect(within(screen.getByRole('heading', { name: 'Platform' }).closest('li')!).getByText('platform')).toBeTruthy();
  });
  it('stand in a table where there is room, a tick where one grants', async () => {
    serve(roles);
    show(<RolesPanel />);
    const row = within((await screen.findByText('OPERATE')).closest('tr')!);
    expect(row.getAllByRole('cell').map((c) => c.textContent)).toEqual(['granted', 'not granted', 'not granted', 'not granted']);
    expect(within(screen.getByText('To fly.').closest('tr')!).queryByText('granted')).toBeNull();
  });
  it('that can be given are offered, and none that machines or the platform hold', async () => {
    serve({ ...roles, ...places });
    show(<InviteDialog onClose={() => undefined} />);
    fireEvent.mouseDown(screen.getByRole('combobox', { name: 'First role' }));
    await screen.findByRole('option', { name: 'Owner' });
    expect(screen.getAllByRole('option').map((o) => o.textContent)).toEqual(['Viewer', 'Owner', 'pilot']);
  });
  it('show a refusal by its code', async () => {
    serve({ 'GET /api/roles': () => [403, { reason_code: 'FORBIDDEN', params: { permission: 'READ' } }] });
    show(<RolesPanel />);
    expect((await screen.findByRole('alert')).textContent).toContain('READ');
  });
});

describe('an identity provider', () => {
  it('is offered where there is one, and a refusal is told by its code', async () => {
    serve({ 'GET /api/login/ways': () => [200, { password: true, provider: 'Plant ID' }], 'POST /api/login/provider': () => [503, { reason_code: 'FEDERATION_UNREACHABLE', params: {} }] });
    show(<ProviderButton text="provider.log_in" link="" refused="FEDERATION_UNKNOWN" />);
    expect(screen.getByRole('alert').textContent).toContain('nobody here belongs to that login'.replace('n', 'N'));
    fireEvent.click(await screen.findByRole('button', { name: 'Log in with Plant ID' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('does not answer'));
  });
  it('is not offered where there is none', async () => {
    const asked = serve({ 'GET /api/login/ways': () => [200, { password: true, provider: '' }] });
    show(<ProviderButton text="provider.log_in" link="" refused="" />);
    await waitFor(() => expect(asked.length).toBe(1));
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('a link', () => {
  it('that holds no more says so by its code', async () => {
    serve({ 'POST /api/links/look': () => [410, { reason_code: 'LINK_INVALID', params: {} }] });
    show(<WelcomePage />, '/welcome#old');
    expect((await screen.findByRole('alert')).textContent).toContain('ask for a new one');
  });
  it('that is missing sends to who gave it', () => {
    show(<WelcomePage />, '/welcome');
    expect(screen.getByText('This address has no link in it')).toBeTruthy();
  });
  it('sets name and password and logs in', async () => {
    const asked = serve({
      'POST /api/links/look': () => [200, { email: 'ada@example.org', display_name: 'Ada', language: 'en', tenant: 'Demo', expires_at: '2026-06-04T12:00:00Z', min_password: 12 }],
      'POST /api/links/accept': () => [200, {}],
      'POST /api/login': () => [200, {}],
    });
    show(<WelcomePage />, '/welcome#tok');
    fireEvent.change(await screen.findByLabelText(/^New password/), { target: { value: 'otter kettle marble' } });
    fireEvent.click(screen.getByRole('button', { name: 'Set the password and log in' }));
    await waitFor(() => expect(asked.at(-1)?.call).toBe('POST /api/login'));
    expect(asked.at(-2)?.body).toEqual({ token: 'tok', display_name: 'Ada', password: 'otter kettle marble' });
  });
});

it('counts the characters of a password as a person does', () => {
  const { rerender } = render(<PasswordRules id="r" password="😀😀" least={3} />);
  expect(screen.getByTestId('rule-length').textContent).toContain('2 characters so far');
  expect(screen.getByTestId('rule-length').dataset.met).toBe('false');
  rerender(<PasswordRules id="r" password="😀😀a" least={3} />);
  expect(screen.getByTestId('rule-length').dataset.met).toBe('true');
});

it.each([
  ['Mozilla/5.0 (X11) AppleWebKit/537 Chrome/120 Safari/537', 'Chrome'],
  ['Mozilla/5.0 (X11; rv:120) Gecko Firefox/120.0', 'Firefox'],
  ['curl/8.5.0', 'curl'],
  ['', ''],
])('calls the program %s %s', (agent, name) => expect(programName(agent)).toBe(name));

it('a key holds to the end of its last day', () => {
  expect(new Date(Date.parse(endOfDay('2026-12-31'))).getTime()).toBe(new Date(2027, 0, 1).getTime());
});
