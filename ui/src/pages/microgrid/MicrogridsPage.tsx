import { Box } from '@mui/material';
import { Link } from 'react-router';
import { useState } from 'react';
import { useDepot, useMicrogridStatus } from '../../api/microgrid';
import { useSites } from '../../api/queries';
import type { SiteMark } from '../../api/types';
import { Icon } from '../../design/icons';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { Button } from '@mui/material';
import { useTexts } from '../../i18n/useTexts';
import { outcomeTones } from './look';

const pageSize = 20;

/** The microgrids of all sites. */
export default function MicrogridsPage() {
  const { t } = useTexts();
  const sites = useSites();
  const [shown, setShown] = useState(pageSize);
  return (
    <Page title={t('microgrid.all')} lead={t('microgrid.list_lead')}>
      <Loaded query={sites} heights={[72, 72]}>
        {({ items }) =>
          items.length === 0 ? (
            <Panel>
              <EmptyState icon="microgrid" title={t('microgrid.list_empty')} next={t('microgrid.list_empty_next')} />
            </Panel>
          ) : (
            <Panel flush>
              <Box component="ul" aria-label={t('microgrid.all')} sx={{ listStyle: 'none', m: 0, p: 0 }}>
                {items.slice(0, shown).map((s) => (
                  <MicrogridRow key={s.id} site={s} />
                ))}
              </Box>
              {items.length > shown ? (
                <Button onClick={() => setShown(shown + pageSize)} sx={{ m: 2, alignSelf: 'center' }}>
                  {t('microgrid.show_more')}
                </Button>
              ) : null}
            </Panel>
          )
        }
      </Loaded>
    </Page>
  );
}

function MicrogridRow({ site }: { site: SiteMark }) {
  const { t, tn } = useTexts();
  const depot = useDepot(site.id).data;
  const status = useMicrogridStatus(depot?.microgrid.microgrid_id ?? '').data;
  const cycle = status?.latest_cycle;
  return (
    <Box component="li" sx={{ position: 'relative', display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 2, px: { xs: 2, md: 3 }, py: 2, borderTop: 1, borderColor: 'divider', '&:first-of-type': { border: 0 }, '&:hover': { bgcolor: 'surface.sunken' } }}>
      <Icon name="microgrid" size={26} color="primary.main" />
      <Box sx={{ flex: 1, minWidth: 160 }}>
        <Box component={Link} to={`/sites/${site.id}/microgrid`} data-testid="microgrid-link" aria-label={t('microgrid.open', { site: site.name })} sx={{ color: 'text.primary', fontWeight: 620, textDecoration: 'none', '&::after': { content: '""', position: 'absolute', inset: 0 } }}>
          {site.name}
        </Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{depot ? `${tn('microgrid.nodes', depot.nodes.length)} · ${t('microgrid.version', { n: depot.microgrid.version })}` : null}</Box>
      </Box>
      {status?.breaches.length ? <StatusBadge tone="severe">{t('microgrid.breached')}</StatusBadge> : null}
      {cycle ? <StatusBadge tone={outcomeTones[cycle.outcome] ?? 'quiet'}>{t(`microgrid.outcome.${cycle.outcome}`)}</StatusBadge> : null}
    </Box>
  );
}
