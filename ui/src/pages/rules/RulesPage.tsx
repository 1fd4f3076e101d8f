import { Box, Button, Link } from '@mui/material';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { problemText } from '../../api/problem';
import { useMe, useSites } from '../../api/queries';
import { draftOf, useRules, useSaveRule, type AlarmRule } from '../../api/rules';
import { newOrderID } from '../../control/acts';
import { DataTable, type Column } from '../../design/DataTable';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { SiteSelect } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { EventParts } from '../events/EventParts';
import { conditionText } from './form';
import { RuleDialog } from './RuleDialog';

type Shown = AlarmRule | 'new' | null;

/** Rules that raise alarms: what each says, whether it is on, and the way to write and try one. */
export default function RulesPage() {
  const { t } = useTexts();
  const me = useMe().data;
  const sites = useSites().data?.items ?? [];
  const [search, setSearch] = useSearchParams();
  const site = search.get('site') ?? '';
  const rules = useRules(site);
  const [shown, show] = useState<Shown>(null);
  const may = me?.permissions.includes('ALERTING') ?? false;
  const make = may ? (
    <Button variant="contained" onClick={() => show('new')}>
      {t('rules.make')}
    </Button>
  ) : null;
  return (
    <Page title={t('rules.title')} lead={t('rules.lead')} aside={<SiteSelect sites={sites} value={site} onChange={(id) => setSearch(id ? { site: id } : {}, { replace: true })} />}>
      <EventParts shown="rules" />
      <Panel title={t('rules.list')} flush actions={make}>
        <Loaded query={rules} heights={[240]}>
          {(data) => {
            const items = data.pages.flatMap((p) => p.items);
            if (items.length === 0) return <EmptyState icon="events" title={t(site ? 'rules.none_filter' : 'rules.none')} next={t(may ? 'rules.none_next' : 'rules.none_reader')} action={may ? <Button variant="outlined" onClick={() => show('new')}>{t('rules.make')}</Button> : null} />;
            return <Rules items={items} may={may} show={show} />;
          }}
        </Loaded>
        {rules.hasNextPage ? (
          <Button onClick={() => void rules.fetchNextPage()} disabled={rules.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
            {t('events.more')}
          </Button>
        ) : null}
      </Panel>
      {shown === null ? null : <RuleDialog rule={shown === 'new' ? null : shown} sites={sites} site={site} onClose={() => show(null)} />}
    </Page>
  );
}

interface RulesProps {
  items: readonly AlarmRule[];
  may: boolean;
  show: (rule: AlarmRule) => void;
}

function Rules({ items, may, show }: RulesProps) {
  const texts = useTexts();
  const { t, tn, word } = texts;
  const name = (r: AlarmRule) => (
    <Box>
      {may ? (
        <Link component="button" type="button" data-testid="rule-link" onClick={() => show(r)} sx={{ fontSize: 'inherit', fontWeight: 560, textAlign: 'left', minHeight: 24 }}>
          {r.name}
        </Link>
      ) : (
        <Box sx={{ fontWeight: 560 }}>{r.name}</Box>
      )}
      <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{r.site_name || t('events.all_sites')}</Box>
    </Box>
  );
  const columns: Column<AlarmRule>[] = [
    { id: 'name', head: t('rules.name'), primary: true, cell: name },
    { id: 'when', head: t('rules.col.when'), cell: (r) => <Box sx={{ overflowWrap: 'anywhere' }}>{conditionText(r, texts)}</Box> },
    { id: 'severity', head: t('alarm.severity'), cell: (r) => word('severity', r.severity) },
    { id: 'open', head: t('rules.col.open'), cell: (r) => (r.open_alarms ? <StatusBadge tone="warning">{tn('alarms.open', r.open_alarms)}</StatusBadge> : t('rules.no_alarm')) },
    { id: 'state', head: t('rules.col.state'), align: 'right', cell: (r) => <Switching rule={r} may={may} /> },
  ];
  return <DataTable label={t('rules.list')} columns={columns} rows={items} rowKey={(r) => r.id} />;
}

/** Whether a rule is on, with the way to switch it. */
function Switching({ rule, may }: { rule: AlarmRule; may: boolean }) {
  const texts = useTexts();
  const { t } = texts;
  const save = useSaveRule();
  const flip = () => save.mutate({ once: newOrderID(), of: rule, draft: { ...draftOf(rule), enabled: !rule.enabled } });
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', alignItems: 'flex-end' }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <StatusBadge tone={rule.enabled ? 'ok' : 'quiet'}>{t(rule.enabled ? 'rules.on' : 'rules.off')}</StatusBadge>
        {may ? (
          <Button size="small" color="inherit" disabled={save.isPending} onClick={flip} aria-label={t(rule.enabled ? 'rules.switch_off_of' : 'rules.switch_on_of', { name: rule.name })}>
            {t(rule.enabled ? 'rules.switch_off' : 'rules.switch_on')}
          </Button>
        ) : null}
      </Box>
      {save.error ? (
        <Box role="alert" sx={{ color: 'error.main', typography: 'body2', textAlign: 'right' }}>
          {problemText(save.error, texts)}
        </Box>
      ) : null}
    </Box>
  );
}
