import { Box, type SxProps, type Theme } from '@mui/material';
import { useId, type ReactNode } from 'react';
import { radius } from './tokens';

interface PanelProps {
  title?: ReactNode;
  /** One sentence below the title. */
  lead?: ReactNode;
  /** Controls at the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
  /** Without inner padding, for tables and the flow. */
  flush?: boolean;
  sx?: SxProps<Theme>;
}

/** A card of a page: a surface with an optional heading. */
export function Panel({ title, lead, actions, children, flush = false, sx }: PanelProps) {
  const heading = useId();
  return (
    <Box
      component="section"
      aria-labelledby={title ? heading : undefined}
      sx={[
        {
          bgcolor: 'background.paper',
          border: 1,
          borderColor: 'divider',
          borderRadius: `${radius.large}px`,
          boxShadow: 'var(--elevation)',
          minWidth: 0,
          display: 'flex',
          flexDirection: 'column',
        },
        ...(Array.isArray(sx) ? sx : [sx]),
      ]}
    >
      {title ? (
        <Box
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'flex-start',
            justifyContent: 'space-between',
            gap: 1.5,
            px: { xs: 2, md: 3 },
            pt: { xs: 2, md: 2.5 },
            pb: flush ? 1.5 : 0,
          }}
        >
          <Box sx={{ minWidth: 0 }}>
            <Box component="h2" id={heading} sx={{ typography: 'h2', m: 0 }}>
              {title}
            </Box>
            {lead ? <Box sx={{ typography: 'body2', color: 'text.secondary', mt: 0.25, maxWidth: '70ch' }}>{lead}</Box> : null}
          </Box>
          {actions}
        </Box>
      ) : null}
      <Box sx={{ p: flush ? 0 : { xs: 2, md: 3 }, flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
        {children}
      </Box>
    </Box>
  );
}
