import type { ChannelDraft, NotificationChannel, NotificationRoute } from '../../api/notifications';
import type { AlarmRule } from '../../api/rules';
import type { SiteMark } from '../../api/types';
import type { Texts } from '../../i18n/useTexts';

/** A route that takes every alarm from a warning on. */
export const anyRoute: NotificationRoute = { least: 'WARNING', site_id: null, rule_id: null };

/** What a new channel says. */
export function emptyChannel(language: ChannelDraft['language']): ChannelDraft {
  return { name: '', kind: 'MAIL', enabled: true, site_id: null, language, to: [], url: '', cleared: true, routes: [anyRoute] };
}

/** What a channel says, without what is known of it. */
export function channelDraft({ name, kind, enabled, site_id, language, to, url, cleared, routes }: NotificationChannel): ChannelDraft {
  return { name, kind, enabled, site_id, language, to, url, cleared, routes };
}

/** The addresses in a text: one a line, or apart by commas. */
export function addressesOf(text: string): string[] {
  return text.split(/[\n,;]+/).map((a) => a.trim()).filter(Boolean);
}

/** What a route takes, in words. */
export function routeText(route: NotificationRoute, sites: readonly SiteMark[], rules: readonly AlarmRule[], { t, word }: Pick<Texts, 't' | 'word'>): string {
  const site = sites.find((s) => s.id === route.site_id)?.name ?? route.site_id;
  const rule = rules.find((r) => r.id === route.rule_id)?.name ?? route.rule_id;
  return [t('notify.route_text', { severity: word('severity', route.least) }), site, rule].filter(Boolean).join(' · ');
}
