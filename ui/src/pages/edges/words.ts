import type { Edge } from '../../api/edges';
import type { Tone } from '../../design/StatusBadge';
import type { Texts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { hereTime } from '../admin/words';

/** How long an edge may say nothing before it counts as silent: it says hello every five minutes. */
export const quietAfter = 6 * 60_000;

export const edgeTones: Record<Edge['state'], Tone> = { PENDING: 'brand', ENROLLED: 'ok', REVOKED: 'quiet' };

type Rotation = NonNullable<Edge['rotation']>;

export const rotationTones: Record<Rotation['state'], Tone> = {
  ISSUED: 'brand', ACCEPTED: 'brand', CLAMPED: 'brand', EXECUTED: 'ok', REJECTED: 'severe', FAILED: 'severe', EXPIRED: 'warning',
};

/** Whether an edge is still to change its key. */
export function changingKey(e: Edge): boolean {
  return e.rotation !== null && (e.rotation.state === 'ISSUED' || e.rotation.state === 'ACCEPTED');
}

/** What an order to change an edge's key waits for or has come to. */
export function rotationText({ rotation: r }: Edge, { t, format, language }: Pick<Texts, 't' | 'format' | 'language'>): string {
  if (r === null) return '';
  if (r.state === 'ISSUED') return t('edges.rotation_waits', { time: hereTime(format, r.expires_at) });
  if (r.state === 'ACCEPTED' || r.state === 'CLAMPED') return t('edges.rotation_goes_on');
  if (r.state === 'EXECUTED') return t('edges.rotation_done');
  if (r.state === 'EXPIRED') return t('edges.rotation_over');
  return language === 'de' ? r.text_de : r.text_en;
}

/** When an edge was heard last, as an age while that is short. */
export function seenText(at: string | null, now: number, { t, format }: Pick<Texts, 't' | 'format'>): string {
  if (at === null) return t('edges.never');
  const age = now - Date.parse(at);
  if (age > 24 * 3_600_000) return hereTime(format, at);
  return age < 10_000 ? t('time.now') : t('time.ago', { age: ageText(age, t) });
}

/** Until when what admits an edge holds: its code, its key, or both while it changes keys. */
export function credentialText(e: Edge, now: number, { t, format }: Pick<Texts, 't' | 'format'>): string {
  if (e.code_until !== null && Date.parse(e.code_until) > now) return t('edges.code_until', { time: hereTime(format, e.code_until) });
  if (e.state === 'ENROLLED') return t(e.key_changing ? 'edges.key_changing' : 'edges.key_holds');
  return t(e.state === 'PENDING' ? 'edges.code_over' : 'edges.key_over');
}

/** What a person types at the edge's computer so that it enrols. */
export function enrolCommand(origin: string, code: string): string {
  return `ohmstead edge enrol --backend ${origin} --code ${code}`;
}

/** How what an edge runs stands to the versions there are; drifted says that it was changed on site. */
export function standingOf(e: Edge, { t }: Pick<Texts, 't'>): { text: string; tone: Tone; drifted: boolean } {
  const { configuration_version: version, newest_version: newest } = e;
  if (e.configuration_hash === '') return { text: t('configuration.is_unknown'), tone: 'quiet', drifted: false };
  if (version === 0 && newest === 0) return { text: t('configuration.is_first'), tone: 'quiet', drifted: false };
  if (version === 0) return { text: t('configuration.is_changed'), tone: 'warning', drifted: true };
  if (version === newest) return { text: t('configuration.is_newest', { version }), tone: 'ok', drifted: false };
  return { text: t('configuration.is_older', { version, newest }), tone: 'brand', drifted: false };
}
