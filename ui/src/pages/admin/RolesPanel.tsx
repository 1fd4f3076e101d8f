import { Box, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, useMediaQuery, useTheme } from '@mui/material';
import { useRoles, type PermissionText, type RoleGrants, type RoleTable } from '../../api/people';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts, type Texts } from '../../i18n/useTexts';

/** Who may do what, as every request is checked: a table where there is room, a list of roles on a phone. */
export function RolesPanel() {
  const { t } = useTexts();
  const theme = useTheme();
  const narrow = useMediaQuery(theme.breakpoints.down('md'), { noSsr: true });
  return (
    <Panel title={t('admin.roles')} lead={t('roles.lead')} flush>
      <Loaded query={useRoles()} heights={[420]}>
        {(table) => (narrow ? <RoleList table={table} /> : <Matrix table={table} />)}
      </Loaded>
    </Panel>
  );
}

/** What a role is for, in the reader's language where this version has words for it. */
export function roleHelp({ word }: Pick<Texts, 'word'>, r: Pick<RoleGrants, 'role' | 'about'>): string {
  const text = word('role_help', r.role);
  return text === r.role ? r.about : text;
}

function permissionText({ word }: Pick<Texts, 'word'>, p: PermissionText): string {
  const text = word('permission', p.permission);
  return text === p.permission ? p.about : text;
}

function Matrix({ table }: { table: RoleTable }) {
  const texts = useTexts();
  const { t, word } = texts;
  return (
    <TableContainer tabIndex={0} role="region" aria-label={t('admin.roles')}>
      <Table aria-label={t('admin.roles')} sx={{ '& th:first-of-type': { pl: 3 } }}>
        <TableHead>
          <TableRow>
            <TableCell>{t('roles.permission')}</TableCell>
            {table.items.map((r) => (
              <TableCell key={r.role} align="center" title={roleHelp(texts, r)} sx={{ verticalAlign: 'bottom' }}>
                <Box sx={{ fontWeight: 620, color: 'text.primary' }}>{word('role', r.role)}</Box>
                <Box sx={{ typography: 'caption', fontWeight: 400 }}>{t(holder(r))}</Box>
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {table.permissions.map((p) => (
            <TableRow key={p.permission} data-permission={p.permission} sx={{ '&:last-child > *': { border: 0 } }}>
              <TableCell component="th" scope="row" sx={{ pl: 3 }}>
                <Box>{permissionText(texts, p)}</Box>
                <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{p.of_keys ? t('roles.of_keys', { permission: p.permission }) : p.permission}</Box>
              </TableCell>
              {table.items.map((r) => (
                <TableCell key={r.role} align="center" data-role={r.role}>
                  {r.permissions.includes(p.permission) ? <Granted label={t('roles.granted')} /> : <span className="visually-hidden">{t('roles.not_granted')}</span>}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function Granted({ label }: { label: string }) {
  return (
    <Box component="span" sx={{ color: 'success.main', display: 'inline-flex' }}>
      <Icon name="tick" size={18} />
      <span className="visually-hidden">{label}</span>
    </Box>
  );
}

/** Who holds a role: machines, people who were given it, or those who run the platform. */
function holder(r: RoleGrants): 'roles.machine' | 'roles.person' | 'roles.platform' {
  if (r.machine) return 'roles.machine';
  return r.given ? 'roles.person' : 'roles.platform';
}

function RoleList({ table }: { table: RoleTable }) {
  const texts = useTexts();
  const { t, word } = texts;
  return (
    <Box component="ul" aria-label={t('admin.roles')} sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {table.items.map((r) => (
        <Box component="li" key={r.role} sx={{ p: 2, borderTop: 1, borderColor: 'divider' }}>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
            <Box component="h3" sx={{ typography: 'body1', fontWeight: 620, m: 0 }}>{word('role', r.role)}</Box>
            <StatusBadge tone={r.machine ? 'quiet' : 'brand'} icon={null}>{t(holder(r))}</StatusBadge>
          </Box>
          <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{roleHelp(texts, r)}</Box>
          <Box component="ul" sx={{ m: 0, mt: 1, pl: 2.5, typography: 'body2' }}>
            {table.permissions.filter((p) => r.permissions.includes(p.permission)).map((p) => (
              <li key={p.permission}>{permissionText(texts, p)}</li>
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
