import { Box } from '@mui/material';
import { useParams, useSearchParams } from 'react-router';
import { usePlans, usePolicies, type ControlPolicy, type DispatchPlan } from '../../api/plans';
import { useMe, useSite } from '../../api/queries';
import type { SiteItem } from '../../api/types';
import { Page } from '../../design/Page';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { PlanList } from './PlanList';
import { PlanView } from './PlanView';
import { PolicyPanel } from './PolicyPanel';

/** Policies of a site, the plans brought for them, and what assets were to do and did. */
export default function PlansPage() {
  const { site: id = '' } = useParams();
  const { t } = useTexts();
  const site = useSite(id);
  return (
    <Page title={t('plans.title')} lead={site.data ? `${site.data.name} · ${t('plans.lead')}` : t('plans.lead')}>
      <Loaded query={site} heights={[160, 320]}>
        {(data) => <Policies site={data} />}
      </Loaded>
    </Page>
  );
}

function Policies({ site }: { site: SiteItem }) {
  const policies = usePolicies(site.id);
  return (
    <Loaded query={policies} heights={[160, 320]}>
      {(items) => <Plans site={site} policies={items} />}
    </Loaded>
  );
}

function Plans({ site, policies }: { site: SiteItem; policies: readonly ControlPolicy[] }) {
  const plans = usePlans(site.id);
  const permissions = useMe().data?.permissions ?? [];
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
      <PolicyPanel site={site} policies={policies} may={permissions.includes('PLAN')} />
      <Loaded query={plans} heights={[200]}>
        {({ pages }) => <Shown site={site} policies={policies} plans={pages.flatMap((p) => p.items)} permissions={permissions} more={plans.hasNextPage ? () => void plans.fetchNextPage() : null} />}
      </Loaded>
    </Box>
  );
}

interface ShownProps {
  site: SiteItem;
  policies: readonly ControlPolicy[];
  plans: readonly DispatchPlan[];
  permissions: readonly string[];
  more: (() => void) | null;
}

function Shown({ site, policies, plans, permissions, more }: ShownProps) {
  const [search, setSearch] = useSearchParams();
  const chosen = plans.find((p) => p.id === search.get('plan')) ?? plans.find((p) => p.status === 'ACTIVE') ?? plans[0];
  return (
    <>
      <PlanList
        site={site}
        policies={policies}
        plans={plans}
        chosen={chosen?.id ?? ''}
        may={{ plan: permissions.includes('PLAN'), operate: permissions.includes('OPERATE') }}
        choose={(id) => setSearch({ plan: id }, { replace: true })}
        more={more}
      />
      {chosen ? <PlanView key={chosen.id} site={site} plan={chosen} /> : null}
    </>
  );
}
