import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delivery, NotificationChannel } from '../../api/notifications';
import { usePreferences } from '../../app/preferences';
import { addressesOf } from './form';
import NotificationsPage from './NotificationsPage';
import { mount, standIn, type Answers } from '../standin';

const channel: NotificationChannel = {
  id: 'c1', version: 2, name: 'On call', kind: 'WEBHOOK', enabled: true, site_id: null, site_name: '', language: 'en', to: [], url: 'https://hooks.example.org/a', cleared: true,
  routes: [{ least: 'SEVERE', site_id: 's1', rule_id: null }], changed_at: '2026-06-01T12:00:00Z', secret: '',
};
const delivery: Delivery = {
  id: 'd1', channel_id: 'c1', channel_name: 'On call', state: 'DEAD', count: 5, attempts: 8, due_at: '2026-06-01T12:00:00Z', reason_code: 'WEBHOOK_REFUSED', params: { status: 500 }, created_at: '2026-06-01T12:00:00Z', sent_at: null,
  items: [{ event: 'e1', change: 'RAISED', at: '2026-06-01T12:00:00Z', severity: 'WARNING', site_name: 'House', text_en: 'battery0 is silent', text_de: 'battery0 schweigt' }],
};

/** Stands in for the server: an answer per method and path. */
function serve(answers: Answers) {
  return standIn({
    'GET /api/me': () => [200, { permissions: ['READ', 'ALERTING'] }],
    'GET /api/site-map': () => [200, { items: [{ id: 's1', name: 'House', time_zone: 'Europe/Berlin' }], next: '' }],
    'GET /api/rules': () => [200, { items: [], next: '' }],
    'GET /api/notification-channels': () => [200, { items: [channel] }],
    'GET /api/notification-deliveries': () => [200, { items: [], next: '' }],
    ...answers,
  });
}

const show = () => mount(<NotificationsPage />);

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('notifications', () => {
  it('says what to do where nobody is told', async () => {
    serve({ 'GET /api/notification-channels': () => [200, { items: [] }] });
    show();
    expect(await screen.findByText('Nobody is told of alarms yet')).toBeTruthy();
    expect(await screen.findByText('Nothing has been sent')).toBeTruthy();
  });
  it('says by which routes a channel takes alarms', async () => {
    serve({});
    show();
    expect(await screen.findByText('from Severe · House')).toBeTruthy();
  });
  it.each([
    ['SENT', '', 'The test message was delivered.'],
    ['DEAD', 'connection refused', 'The test message was not delivered: The webhook cannot be reached (connection refused)'],
  ] as const)('a test that ends %s says so', async (state, fault, words) => {
    serve({ 'POST /api/notification-channels/c1/test': () => [200, { ...delivery, state, reason_code: 'WEBHOOK_UNREACHABLE', params: { fault } }] });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Send a test message to On call' }));
    expect((await screen.findByTestId('test-outcome')).textContent).toBe(words);
  });
  it('shows why a message was given up, and tries it again', async () => {
    const asked = serve({ 'GET /api/notification-deliveries': () => [200, { items: [delivery], next: '' }], 'POST /api/notification-deliveries/d1/retry': () => [200, { ...delivery, state: 'PENDING' }] });
    show();
    expect(await screen.findByText('The webhook answered with status 500')).toBeTruthy();
    expect(screen.getByTestId('delivery').textContent).toBe('Raised · battery0 is silent · Houseand 4 more');
    fireEvent.click(screen.getByRole('button', { name: 'Try again: message to On call' }));
    await waitFor(() => expect(asked.some((a) => a.call === 'POST /api/notification-deliveries/d1/retry')).toBe(true));
  });
  it('shows it in the language of who reads', async () => {
    usePreferences.setState({ language: 'de' });
    serve({ 'GET /api/notification-deliveries': () => [200, { items: [delivery, { ...delivery, id: 'd2', reason_code: 'OF_A_LATER_VERSION' }], next: '' }] });
    show();
    expect(await screen.findByText('Der Webhook hat mit Status 500 geantwortet')).toBeTruthy();
    expect(screen.getByText('OF_A_LATER_VERSION')).toBeTruthy();
  });
  it('refuses a mail channel in words, then adds a webhook and shows its secret once', async () => {
    const asked = serve({
      'POST /api/notification-channels': (body) => ((body as NotificationChannel).kind === 'MAIL' ? [409, { reason_code: 'NO_MAIL_SERVER', params: {} }] : [200, { ...channel, secret: 'whsec_abc' }]),
    });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Add a channel' }));
    fireEvent.change(screen.getByLabelText(/^Name/), { target: { value: 'On call' } });
    fireEvent.change(screen.getByLabelText(/^Addresses/), { target: { value: 'ada@example.org,\n bob@example.org' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save the channel' }));
    expect((await screen.findByRole('alert')).textContent).toMatch(/mail server/);
    expect(asked.find((a) => a.call.startsWith('POST'))?.body).toMatchObject({ to: ['ada@example.org', 'bob@example.org'] });
    fireEvent.click(screen.getByRole('button', { name: 'Webhook' }));
    fireEvent.change(screen.getByLabelText(/^Address/), { target: { value: 'https://hooks.example.org/a' } });
    fireEvent.click(screen.getByRole('button', { name: 'Another route' }));
    expect(screen.getAllByTestId('route')).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Save the channel' }));
    expect(((await screen.findByTestId('secret')) as HTMLInputElement).value).toBe('whsec_abc');
  });
  it('says a change of somebody else and takes it over', async () => {
    const asked = serve({
      'GET /api/notification-channels': () => [200, { items: [{ ...channel, version: asked.some((a) => a.call.startsWith('PUT')) ? 3 : 2, name: 'Nights' }] }],
      'PUT /api/notification-channels/c1': (body) => ((body as { version: number }).version === 3 ? [200, channel] : [409, { reason_code: 'VERSION_CONFLICT', params: { expected_version: 2, actual_version: 3 } }]),
    });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Nights' }));
    fireEvent.click(screen.getByRole('button', { name: 'Save the channel' }));
    expect((await screen.findByRole('alert')).textContent).toContain('it is 3 now');
    fireEvent.click(screen.getByRole('button', { name: 'Take over the newest version' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: 'Save the channel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

it('addresses stand one a line or apart by commas', () => expect(addressesOf('a@b.c\nd@e.f, g@h.i;')).toEqual(['a@b.c', 'd@e.f', 'g@h.i']));
