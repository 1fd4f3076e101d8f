import { useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import { issueCommand } from '../../api/client';
import { useMicrogridChange, type ActiveEnvelope, type Envelope } from '../../api/microgrid';
import { Problem } from '../../api/problem';
import { orderQuery } from '../../api/queries';
import type { Command } from '../../api/types';
import type { Give, Order } from '../../control/acts';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { useGrid } from './context';
import { commandOf } from './source';

const minute = 60_000;

/** Why operators have bounded nodes, by command. Each is asked for by itself: lists of commands are long where balancing gives orders. */
export function useReasons(envelopes: readonly (ActiveEnvelope | Envelope)[]): ReadonlyMap<string, string> {
  const commands = [...new Set(envelopes.map(commandOf))].filter((id) => id !== '');
  const found = useQueries({ queries: commands.map(orderQuery) });
  return new Map(found.flatMap(({ data }) => (data ? [[data.id, data.reason]] : [])));
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
