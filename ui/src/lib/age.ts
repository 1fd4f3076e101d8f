import type { Texts } from '../i18n/useTexts';

/** A length of time in its largest sensible unit: "42 s", "5 min", "3 h", "2 d". */
export function ageText(ms: number, t: Texts['t']): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return t('time.seconds', { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return t('time.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t('time.hours', { n: hours });
  return t('time.days', { n: Math.floor(hours / 24) });
}
