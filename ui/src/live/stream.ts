import type { Reading } from '../api/types';

export interface StreamHandlers {
  onReadings: (readings: Reading[]) => void;
  onEvents: () => void;
  onOpen: () => void;
  onBroken: () => void;
}

const firstDelay = 1000;
const longestDelay = 15_000;

/**
 * Follows the live stream of a site until the returned function is called. The browser resumes a
 * broken connection itself and sends Last-Event-ID; where the server refuses the connection outright
 * the browser gives up, and it is opened anew here with growing pauses: the first event is then a
 * snapshot again.
 */
export function follow(site: string, handlers: StreamHandlers): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = firstDelay;

  const open = () => {
    source = new EventSource(`/api/sites/${site}/stream`);
    source.onopen = () => {
      delay = firstDelay;
      handlers.onOpen();
    };
    source.addEventListener('readings', (event) => handlers.onReadings(readingsOf(event.data)));
    source.addEventListener('events', () => handlers.onEvents());
    source.onerror = () => {
      handlers.onBroken();
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, delay);
      delay = Math.min(delay * 2, longestDelay);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** The readings of a message; a message that cannot be read holds none. */
export function readingsOf(data: unknown): Reading[] {
  if (typeof data !== 'string') return [];
  try {
    const message = JSON.parse(data) as { readings?: unknown };
    return Array.isArray(message.readings) ? (message.readings as Reading[]) : [];
  } catch {
    return [];
  }
}
