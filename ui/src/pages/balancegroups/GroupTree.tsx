import { Box, ButtonBase } from '@mui/material';
import type { BalanceGroup } from '../../api/balancegroups';
import { useTexts } from '../../i18n/useTexts';
import { branches } from './tree';

interface GroupTreeProps {
  groups: readonly BalanceGroup[];
  shown: string;
  choose: (id: string) => void;
}

/** The tree of groups, each a button that shows it. */
export function GroupTree({ groups, shown, choose }: GroupTreeProps) {
  const { t } = useTexts();
  return (
    <Box component="ul" aria-label={t('ledger.tree')} sx={{ listStyle: 'none', m: 0, p: 0, pb: 1, maxHeight: 640, overflow: 'auto' }}>
      {branches(groups).map(({ group, depth }) => (
        <Box component="li" key={group.id}>
          <ButtonBase
            aria-current={group.id === shown ? 'true' : undefined}
            data-testid="group-branch"
            onClick={() => choose(group.id)}
            sx={{
              width: '100%', minHeight: 44, justifyContent: 'flex-start', textAlign: 'left', py: 0.75, pr: 2, font: 'inherit', pl: { xs: 2 + Math.min(depth, 6) * 2.5, md: 3 + Math.min(depth, 6) * 2.5 },
              bgcolor: group.id === shown ? 'surface.brandSoft' : 'transparent', '&:hover': { bgcolor: 'surface.sunken' }, '&.Mui-focusVisible': { outline: '2px solid', outlineOffset: -2 },
            }}
          >
            <Box sx={{ minWidth: 0 }}>
              <Box sx={{ fontWeight: 560, overflowWrap: 'anywhere' }}>{group.name}</Box>
              <Box sx={{ typography: 'caption', color: 'text.secondary' }}>
                {t(`ledger.kind.${group.kind}`)}
                {group.archived_at === null ? '' : ` · ${t('ledger.archived')}`}
              </Box>
            </Box>
          </ButtonBase>
        </Box>
      ))}
    </Box>
  );
}
