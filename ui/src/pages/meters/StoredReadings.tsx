import { Box, Button } from '@mui/material';
import { useOfflineReadings, type OfflineMeter, type OfflineReading } from '../../api/offline';
import type { SiteItem } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { energyText, sourceText } from './source';

/** What is stored of a meter, newest first, with where it came from. */
export function StoredReadings({ site, meter }: { site: SiteItem; meter: OfflineMeter }) {
  const texts = useTexts();
  const { t, format, word } = texts;
  const readings = useOfflineReadings(meter.id);
  const when = (at: string) => `${format.date(at, site.time_zone)}, ${format.time(at, site.time_zone)}`; // the year too
  const columns: Column<OfflineReading>[] = [
    { id: 'at', head: t('series.time'), primary: true, cell: (r) => <span>{when(r.at)}</span> },
    { id: 'value', head: t('meters.value'), align: 'right', cell: (r) => <span>{energyText(Number(r.value_wh), meter.unit, texts)}</span> },
    { id: 'quality', head: t('meters.col.quality'), cell: (r) => word('quality', r.quality) + (r.revision > 1 ? ` · ${t('meters.revision', { n: r.revision })}` : '') },
    { id: 'source', head: t('meters.col.source'), cell: (r) => <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{sourceText(r.source, texts)}</Box> },
    { id: 'noted', head: t('meters.col.noted'), cell: (r) => <span>{when(r.noted_at)}</span> },
  ];
  return (
    <Panel title={t('meters.stored_readings', { name: meter.name })} flush>
      <Loaded query={readings} heights={[180]}>
        {({ pages }) => {
          const rows = pages.flatMap((p) => p.items);
          if (rows.length === 0) return <EmptyState icon="empty" title={t('meters.no_reading')} next={t('meters.no_reading_next')} />;
          return (
            <>
              <DataTable label={t('meters.stored_readings', { name: meter.name })} columns={columns} rows={rows} rowKey={(r) => r.at} dense />
              {readings.hasNextPage ? (
                <Button onClick={() => void readings.fetchNextPage()} disabled={readings.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
                  {t('meters.more')}
                </Button>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
