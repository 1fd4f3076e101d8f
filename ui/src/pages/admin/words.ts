import type { RoleBinding } from '../../api/people';
import type { Texts } from '../../i18n/useTexts';
import type { Formatter, Instant } from '../../lib/format';

/** A role with the place where it holds. */
export function bindingText({ t }: Pick<Texts, 't'>, b: Pick<RoleBinding, 'role' | 'place'>): string {
  return t('admin.role_at', { role: t(`role.${b.role}`), place: b.place?.name ?? t('admin.whole') });
}

/** An instant in the zone of whoever looks: people and keys belong to no site. */
export function hereTime(format: Formatter, at: Instant): string {
  return format.dateTime(at, Intl.DateTimeFormat().resolvedOptions().timeZone);
}

/** The end of a local day as an instant; the day is written YYYY-MM-DD. */
export function endOfDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
}
