import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useBalanceGroups, type BalanceGroup } from '../../api/balancegroups';
import { useMe, useSites } from '../../api/queries';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { BalancePanel } from './BalancePanel';
import { DisputesPanel } from './DisputesPanel';
import { GroupDialog } from './GroupDialog';
import { GroupFacts } from './GroupFacts';
import { GroupTree } from './GroupTree';
import { TransactionsPanel } from './TransactionsPanel';

/** Accounts of energy: their tree, and of one its balance of a day, its transactions, seals and cases. */
export default function BalanceGroupsPage() {
  const { t } = useTexts();
  const groups = useBalanceGroups();
  const may = useMe().data?.permissions.includes('CONTRACTS') ?? false;
  const [adding, add] = useState(false);
  const [, setSearch] = useSearchParams();
  const button = may ? (
    <Button variant="contained" onClick={() => add(true)}>
      {t('ledger.add')}
    </Button>
  ) : null;
  return (
    <Page title={t('ledger.title')} lead={t('ledger.lead')} aside={groups.data?.length ? button : null}>
      <Loaded query={groups} heights={[240, 320]}>
        {(all) =>
          all.length === 0 ? (
            <Panel>
              <EmptyState icon="group" title={t('ledger.none')} next={t(may ? 'ledger.none_next' : 'ledger.none_reader')} action={button} />
            </Panel>
          ) : (
            <Groups groups={all} may={may} />
          )
        }
      </Loaded>
      {adding ? <GroupDialog groups={groups.data ?? []} onClose={() => add(false)} onMade={(id) => setSearch({ group: id }, { replace: true })} /> : null}
    </Page>
  );
}

function Groups({ groups, may }: { groups: readonly BalanceGroup[]; may: boolean }) {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const sites = useSites().data?.items;
  const shown = groups.find((g) => g.id === search.get('group')) ?? groups.find((g) => !g.superior_id && g.archived_at === null) ?? groups[0];
  if (!shown) return null;
  const zone = sites?.find((s) => s.id === shown.site_id)?.time_zone ?? 'UTC';
  const choose = (id: string) => setSearch((now) => ({ ...Object.fromEntries(now), group: id }), { replace: true });
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: '320px minmax(0, 1fr)' }, gap: { xs: 2, md: 3 }, alignItems: 'start' }}>
      <Panel title={t('ledger.tree')} flush>
        <GroupTree groups={groups} shown={shown.id} choose={choose} />
      </Panel>
      <Box key={shown.id} sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 }, minWidth: 0 }}>
        <GroupFacts group={shown} groups={groups} may={may} />
        <BalancePanel group={shown} zone={zone} may={may} />
        <TransactionsPanel group={shown} groups={groups} zone={zone} may={may} />
        <DisputesPanel group={shown} zone={zone} may={may} />
      </Box>
    </Box>
  );
}
