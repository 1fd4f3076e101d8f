import { Box } from '@mui/material';
import { useChargingSessions } from '../../api/charging';
import type { AssetItem, SiteItem } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { absent, join } from '../../lib/format';
import { judge } from '../../live/freshness';
import { channelKey, useLive, type Known } from '../../live/store';
import { useNow } from '../../live/useLiveSite';
import { energyText } from './session';

/** What a charger says of its vehicle: PlugState by its values. */
export type Plug = 'free' | 'plugged' | 'charging' | 'fault' | 'unknown';

const plugs: readonly Plug[] = ['free', 'plugged', 'charging', 'fault'];

const tones: Record<Plug, Tone> = { free: 'quiet', plugged: 'brand', charging: 'ok', fault: 'severe', unknown: 'quiet' };

type Readings = ReadonlyMap<string, Known>;

/** The fresh value of a channel; null where it is not known. */
function valueOf(readings: Readings, asset: string, channel: string, now: number): number | null {
  return judge(readings.get(channelKey(asset, channel)), now).value;
}

/** How the connector of a charger stands; unknown is not free. */
export function plugOf(readings: Readings, asset: string, now: number): Plug {
  return plugs[valueOf(readings, asset, 'PlugState', now) ?? -1] ?? 'unknown';
}

/** What bounds a charger now: the current that it was told, else the one that it says it may give. */
function limitText(readings: Readings, asset: string, now: number, { t, format }: Texts): string {
  const watts = valueOf(readings, asset, 'SetActivePowerApplied', now);
  if (watts !== null) return join(format.power(watts));
  const told = valueOf(readings, asset, 'SetMaxCurrentApplied', now);
  const amperes = told ?? valueOf(readings, asset, 'MaxCurrent', now);
  return amperes === null ? absent : t('charging.amperes', { n: format.number(amperes, amperes % 1 === 0 ? 0 : 1) });
}

/** The chargers of a site, one row each, as they stand now. */
export function Connectors({ site, chargers }: { site: SiteItem; chargers: readonly AssetItem[] }) {
  const texts = useTexts();
  const { t, format } = texts;
  const readings = useLive((s) => s.readings);
  const now = useNow();
  const open = useChargingSessions(site.id, { asset: '', open: true }).data?.pages.flatMap((p) => p.items) ?? [];
  const columns: Column<AssetItem>[] = [
    {
      id: 'charger',
      head: t('charging.col.charger'),
      primary: true,
      cell: (a) => (
        <Box>
          <Box sx={{ fontWeight: 560 }}>{a.name || a.key}</Box>
          {a.name && a.name !== a.key ? <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{a.key}</Box> : null}
        </Box>
      ),
    },
    {
      id: 'state',
      head: t('charging.col.state'),
      cell: (a) => {
        const plug = plugOf(readings, a.key, now);
        return (
          <StatusBadge tone={tones[plug]} icon={plug === 'charging' || plug === 'plugged' ? 'ev' : undefined}>
            {t(`charging.plug.${plug}`)}
          </StatusBadge>
        );
      },
    },
    { id: 'power', head: t('charging.col.power'), align: 'right', cell: (a) => powerText(valueOf(readings, a.key, 'ActivePower', now), texts) },
    { id: 'limit', head: t('charging.col.limit'), align: 'right', cell: (a) => limitText(readings, a.key, now, texts) },
    { id: 'energy', head: t('charging.col.so_far'), align: 'right', cell: (a) => energyText(open.find((s) => s.asset === a.key)?.energy_wh ?? null, texts) },
    {
      id: 'since',
      head: t('charging.col.since'),
      cell: (a) => {
        const session = open.find((s) => s.asset === a.key);
        return session ? format.dateTime(session.started_at, site.time_zone) : absent;
      },
    },
  ];
  return <DataTable label={t('charging.connectors')} columns={columns} rows={chargers} rowKey={(a) => a.key} />;
}

function powerText(watts: number | null, { format }: Texts): string {
  return watts === null ? absent : join(format.power(watts));
}
