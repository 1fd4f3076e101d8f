import type { Envelope } from '../../api/microgrid';

const prefix = 'command/';

/** The command that an envelope came from; "" for one that no operator ordered. */
export function commandOf(e: Pick<Envelope, 'envelope_type' | 'source_ref'>): string {
  return e.envelope_type === 'OVERRIDE' && e.source_ref.startsWith(prefix) ? e.source_ref.slice(prefix.length) : '';
}

/** What an envelope is called: an operator's by its reason, where that is known. */
export function envelopeName(e: Pick<Envelope, 'envelope_type' | 'source_ref'>, reasons: ReadonlyMap<string, string>): string {
  const command = commandOf(e);
  return command === '' ? e.source_ref : (reasons.get(command) ?? '');
}
