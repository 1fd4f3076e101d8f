import { Box } from '@mui/material';
import { NavLink, Outlet } from 'react-router';
import { useTexts } from '../../i18n/useTexts';

const parts = [
  { to: '/market/tariffs', text: 'nav.tariffs' },
  { to: '/market/prices', text: 'nav.prices' },
  { to: '/market/invoices', text: 'nav.invoices' },
  { to: '/market/roi', text: 'roi.title' },
  { to: '/market/balance-groups', text: 'nav.balance_groups' },
] as const;

/** The pages about what energy costs and who owes it, one beside the other. */
export default function Market() {
  const { t } = useTexts();
  return (
    <>
      <Box component="nav" aria-label={t('nav.market')} sx={{ borderBottom: 1, borderColor: 'divider', overflowX: 'auto' }}>
        <Box component="ul" sx={{ maxWidth: 2200, mx: 'auto', my: 0, px: { xs: 1, sm: 2, lg: 3 }, display: 'flex', listStyle: 'none' }}>
          {parts.map((p) => (
            <Box component="li" key={p.to}>
              <Box
                component={NavLink}
                to={p.to}
                sx={{
                  display: 'block', px: 1.5, py: 1.75, whiteSpace: 'nowrap', fontWeight: 600, color: 'text.secondary', textDecoration: 'none', borderBottom: 2, borderColor: 'transparent',
                  '&:hover': { color: 'text.primary' },
                  '&.active': { color: 'primary.main', borderColor: 'primary.main' },
                }}
              >
                {t(p.text)}
              </Box>
            </Box>
          ))}
        </Box>
      </Box>
      <Outlet />
    </>
  );
}
