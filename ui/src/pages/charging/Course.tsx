import { Box, Button, Skeleton } from '@mui/material';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { ChargingSession } from '../../api/charging';
import { useSeries, type Span } from '../../api/queries';
import type { SiteItem } from '../../api/types';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useScheme } from '../../design/useScheme';
import { useTexts } from '../../i18n/useTexts';
import { channelKey } from '../../live/store';
import { courseOption, type CourseInput } from './courseOption';
import { durationText, energyText, spanOf } from './session';

const Chart = lazy(() => import('../../design/Chart').then((m) => ({ default: m.Chart })));

interface CourseProps {
  site: SiteItem;
  session: ChargingSession;
  close: () => void;
}

/** The power of one session over its time, from what is stored of its charger. */
export function Course({ site, session, close }: CourseProps) {
  const texts = useTexts();
  const { t, format } = texts;
  const [now] = useState(() => Date.now()); // of a session that goes on, up to when it was looked at
  const { width, ...span } = useMemo(() => spanOf(session, now), [session, now]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView?.({ block: 'nearest' }), []); // it stands above a long list
  const power = useSeries(site.id, [channelKey(session.asset, 'ActivePower')], span satisfies Span);
  const facts = [format.dateTime(session.started_at, site.time_zone), durationText(session, now, texts), energyText(session.energy_wh, texts)];
  return (
    <Box ref={box} sx={{ scrollMarginTop: 80 }}>
      <Panel
        title={t('charging.course')}
        lead={`${session.asset} · ${facts.join(' · ')}`}
        actions={<Button onClick={close}>{t('charging.close')}</Button>}
      >
        <Loaded query={power} heights={[260]}>
          {(series) => {
            const points = (series[0]?.buckets ?? []).map((b) => ({ from: Date.parse(b.from), watts: b.mean }));
            if (!points.some((p) => p.watts !== null)) return <EmptyState icon="clock" title={t('charging.no_course')} next={t('charging.no_course_next')} />;
            return <Drawing input={{ points, from: span.from, to: span.to, width, zone: site.time_zone }} />;
          }}
        </Loaded>
      </Panel>
    </Box>
  );
}

function Drawing({ input }: { input: CourseInput }) {
  const texts = useTexts();
  const { tokens } = useScheme();
  const option = useMemo(() => courseOption(input, texts, tokens), [input, texts, tokens]);
  return (
    <Box sx={{ minHeight: { xs: 220, md: 280 }, display: 'flex' }}>
      <Suspense fallback={<Skeleton variant="rounded" height={220} width="100%" />}>
        <Chart option={option} label={texts.t('charging.course')} />
      </Suspense>
    </Box>
  );
}
