import type { Texts } from '../i18n/useTexts';
import { reasonText } from './reasons';

interface ProblemDocument {
  title?: string;
  status?: number;
  detail?: string;
  reason_code?: string;
  params?: Record<string, unknown>;
  request_id?: string;
  /** What has to be known before a microgrid can be balanced. */
  missing_inputs?: { node_id: string; input: string }[];
  actual_version?: number | null;
  violated_rule?: string;
  details?: string[];
}

/** A refusal of the server (RFC 9457), or status 0 when it did not answer at all. */
export class Problem extends Error {
  readonly status: number;
  readonly document: ProblemDocument;

  constructor(status: number, document: ProblemDocument) {
    super(document.detail ?? document.title ?? `status ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.document = document;
  }

  get code(): string | undefined {
    return this.document.reason_code;
  }
}

/** What to tell a person: the catalogue's text in their language, else what the server said. */
export function problemText(error: unknown, { t, language }: Pick<Texts, 't' | 'language'>): string {
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : String(error);
  if (error.status === 0) return t('error.offline');
  const { reason_code: code, params, detail, title } = error.document;
  const known = code === undefined ? undefined : reasonText(language, code, params ?? {});
  return known ?? detail ?? title ?? `HTTP ${error.status}`;
}
