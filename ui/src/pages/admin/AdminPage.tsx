import { Box, Tab, Tabs } from '@mui/material';
import { useSearchParams } from 'react-router';
import { useMe } from '../../api/queries';
import { Page } from '../../design/Page';
import { useTexts } from '../../i18n/useTexts';
import { KeysPanel } from './KeysPanel';
import { PeoplePanel } from './PeoplePanel';

const sections = ['people', 'keys'] as const;
type Section = (typeof sections)[number];

/** People of the tenant and credentials of machines; the part on screen stands in the address. */
export default function AdminPage() {
  const { t } = useTexts();
  const me = useMe().data;
  const [search, setSearch] = useSearchParams();
  const shown: Section = sections.find((s) => s === search.get('part')) ?? 'people';
  return (
    <Page title={t('admin.title')} lead={t('admin.lead', { tenant: me?.tenant.name ?? '' })}>
      <Tabs value={shown} onChange={(_, part: Section) => setSearch({ part })} aria-label={t('admin.sections')} variant="scrollable" sx={{ mb: { xs: 2, md: 3 } }}>
        {sections.map((s) => (
          <Tab key={s} value={s} label={t(`admin.${s}`)} id={`part-${s}`} aria-controls={`panel-${s}`} />
        ))}
      </Tabs>
      <Box role="tabpanel" id={`panel-${shown}`} aria-labelledby={`part-${shown}`}>
        {shown === 'people' ? <PeoplePanel me={me?.user.id ?? ''} /> : null}
        {shown === 'keys' ? <KeysPanel /> : null}
      </Box>
    </Page>
  );
}
