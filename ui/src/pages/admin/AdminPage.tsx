import { Box, Tab, Tabs } from '@mui/material';
import { useSearchParams } from 'react-router';
import { useMe } from '../../api/queries';
import { Page } from '../../design/Page';
import { useTexts } from '../../i18n/useTexts';
import { KeptPanel } from './KeptPanel';
import { KeysPanel } from './KeysPanel';
import { PeoplePanel } from './PeoplePanel';
import { RolesPanel } from './RolesPanel';
import { TenantsPanel } from './TenantsPanel';

type Section = 'people' | 'keys' | 'roles' | 'kept' | 'tenants';

/** The parts that somebody with these permissions can use. */
function sectionsFor(permissions: readonly string[]): Section[] {
  const administer: Section[] = permissions.includes('ADMINISTER') ? ['people', 'keys', 'roles', 'kept'] : [];
  return permissions.includes('TENANTS') ? [...administer, 'tenants'] : administer;
}

/** People of the tenant, credentials of machines and, for who runs the platform, its tenants; the part on screen stands in the address. */
export default function AdminPage() {
  const { t } = useTexts();
  const me = useMe().data;
  const [search, setSearch] = useSearchParams();
  const sections = sectionsFor(me?.permissions ?? []);
  const shown: Section = sections.find((s) => s === search.get('part')) ?? sections[0] ?? 'people';
  return (
    <Page title={t('admin.title')} lead={shown === 'tenants' ? t('tenants.platform_lead') : t('admin.lead', { tenant: me?.tenant.name ?? '' })}>
      <Tabs value={sections.includes(shown) ? shown : false} onChange={(_, part: Section) => setSearch({ part })} aria-label={t('admin.sections')} variant="scrollable" sx={{ mb: { xs: 2, md: 3 } }}>
        {sections.map((s) => (
          <Tab key={s} value={s} label={t(`admin.${s}`)} id={`part-${s}`} aria-controls={`panel-${s}`} />
        ))}
      </Tabs>
      <Box role="tabpanel" id={`panel-${shown}`} aria-labelledby={`part-${shown}`}>
        {shown === 'people' ? <PeoplePanel me={me?.user.id ?? ''} /> : null}
        {shown === 'keys' ? <KeysPanel /> : null}
        {shown === 'roles' ? <RolesPanel /> : null}
        {shown === 'kept' ? <KeptPanel /> : null}
        {shown === 'tenants' ? <TenantsPanel /> : null}
      </Box>
    </Page>
  );
}
