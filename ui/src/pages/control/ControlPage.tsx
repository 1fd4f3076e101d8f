import { Box } from '@mui/material';
import { useCallback } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { issueCommand } from '../../api/client';
import { useControl, useMe, useSite } from '../../api/queries';
import type { ControlReport, Me, SiteControl, SiteMark } from '../../api/types';
import { GiveContext, type Give } from '../../control/acts';
import { ControlView } from '../../control/ControlView';
import { Icon } from '../../design/icons';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { useNow } from '../../live/useLiveSite';
import { OrderList } from './OrderList';

/** How a site is controlled, as its edge said last, and the orders a person may give it. */
export default function ControlPage() {
  const { site: id = '' } = useParams();
  const { t } = useTexts();
  const site = useSite(id);
  const control = useControl(id);
  return (
    <Page
      title={t('control.title')}
      lead={site.data ? `${site.data.name} · ${t('control.lead')}` : t('control.lead')}
      aside={control.data && site.data ? <Currency control={control.data} zone={site.data.time_zone} /> : null}
    >
      <Loaded query={site} heights={[160, 420]}>
        {(data) => <Loaded query={control} heights={[160, 420]}>{(held) => <Shown site={data} control={held} />}</Loaded>}
      </Loaded>
    </Page>
  );
}

/** Whether what is shown is what the edge does now. */
function Currency({ control, zone }: { control: SiteControl; zone: string }) {
  const { t, format } = useTexts();
  if (control.report === null || control.received_at === null) return null;
  return (
    <Box role="status" data-testid="control-current">
      {control.current ? (
        <StatusBadge tone="ok">{`${t('control.now')} · ${format.timeSeconds(control.report.at, zone)}`}</StatusBadge>
      ) : (
        <StatusBadge tone="warning" icon="clock">{t('control.last_known', { time: format.dateTime(control.received_at, zone) })}</StatusBadge>
      )}
    </Box>
  );
}

function Shown({ site, control }: { site: SiteMark; control: SiteControl }) {
  const { t } = useTexts();
  const me = useMe().data;
  const give = useCommandGive(site.id);
  const now = useNow();
  if (control.report === null || control.received_at === null) {
    return (
      <Panel>
        <EmptyState icon="control" title={t('control.none')} next={t('control.none_next')} />
      </Panel>
    );
  }
  const received = Date.parse(control.received_at);
  const names = new Map(control.people.map((p) => [p.id, p.id === me?.user.id ? t('order.you') : p.name]));
  return (
    <GiveContext.Provider value={mayOperate(me) ? give : null}>
      {control.current ? null : <LastKnown age={now - received} at={received} zone={site.time_zone} />}
      <ControlView report={control.report} now={edgeTime(control.report, received, now)} names={names}>
        <OrderList site={site.id} zone={site.time_zone} />
      </ControlView>
    </GiveContext.Provider>
  );
}

/** The edge's time now, from when its report was made and when it came in. */
function edgeTime(report: ControlReport, received: number, now: number): number {
  return Date.parse(report.at) + Math.max(0, now - received);
}

function LastKnown({ age, at, zone }: { age: number; at: number; zone: string }) {
  const { t, format } = useTexts();
  return (
    <Box role="alert" sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start', p: 2, mb: 3, borderRadius: '16px', bgcolor: 'soft.warning', color: 'warning.main' }}>
      <Icon name="clock" size={24} />
      <Box>
        <Box sx={{ fontWeight: 600 }}>{t('control.last_known', { time: format.dateTime(at, zone) })}</Box>
        <Box sx={{ color: 'text.primary' }}>{t('control.last_known_next', { age: ageText(age, t) })}</Box>
      </Box>
    </Box>
  );
}

function mayOperate(me: Me | undefined): boolean {
  return me?.permissions.includes('OPERATE') ?? false;
}

const minute = 60_000;

/** Gives orders to the site's edge through the backend, signed there and answered later. */
function useCommandGive(site: string): Give {
  const queries = useQueryClient();
  return useCallback(
    async ({ id, kind, asset, payload, reason, lasts = 5 * minute }) => {
      const expires_at = new Date(Date.now() + lasts).toISOString();
      await issueCommand(id, { site_id: site, kind, asset: asset ?? '', payload: payload ?? {}, reason, expires_at });
      await queries.invalidateQueries({ queryKey: ['sites', site, 'commands'] });
    },
    [queries, site],
  );
}
