import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { get, issueCommand } from '../../api/client';
import { useMicrogridChange, type ActiveEnvelope, type Envelope } from '../../api/microgrid';
import { Problem } from '../../api/problem';
import type { Command } from '../../api/types';
import type { Give, Order } from '../../control/acts';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { useGrid } from './context';
import { commandOf } from './source';

const minute = 60_000;

/** Why operators have bounded nodes lately, by command. */
export function useReasons(site: string, envelopes: readonly (ActiveEnvelope | Envelope)[]): ReadonlyMap<string, string> {
  const asked = envelopes.some((e) => commandOf(e) !== '');
  const found = useQuery({
    queryKey: ['sites', site, 'limits'],
    queryFn: ({ signal }) => get('/api/commands', { query: { site, limit: 200 }, signal }),
    refetchInterval: 15_000,
    enabled: asked,
  });
  return new Map((found.data?.items ?? []).map((c) => [c.id, c.reason]));
}

/** Gives orders to the backend itself; one that it has answered with a refusal is thrown as one. */
export function useGiveLimit(): Give {
  const { id, depot } = useGrid();
  const { language } = useTexts();
  const site = depot.microgrid.depot_id;
  const change = useMicrogridChange(id, (order: Order) =>
    issueCommand(order.id, { site_id: site, kind: order.kind, payload: order.payload ?? {}, reason: order.reason, expires_at: new Date(Date.now() + (order.lasts ?? minute)).toISOString() }),
  );
  const { mutateAsync } = change;
  return useCallback(
    async (order) => {
      const answered = await mutateAsync(order);
      if (answered.state === 'REJECTED') throw new Problem(422, { detail: rejection(answered, language) });
    },
    [mutateAsync, language],
  );
}

function rejection(command: Command, language: Texts['language']): string {
  const ack = command.acks.at(-1);
  return (language === 'de' ? ack?.text_de : ack?.text_en) ?? command.state;
}
