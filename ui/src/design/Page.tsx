import { Box } from '@mui/material';
import { useEffect, type ReactNode } from 'react';

interface PageProps {
  /** The document's title and, unless a heading is given, the page's heading. */
  title: string;
  heading?: ReactNode;
  lead?: ReactNode;
  /** Beside the heading: state, controls. */
  aside?: ReactNode;
  children: ReactNode;
}

/** The frame of a page: one heading, a sentence, controls, content. */
export function Page({ title, heading, lead, aside, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Ohmstead`;
  }, [title]);
  return (
    <Box sx={{ maxWidth: 2200, mx: 'auto', px: { xs: 2, sm: 3, lg: 4 }, py: { xs: 2, md: 3 } }}>
      <Box
        component="header"
        sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', justifyContent: 'space-between', gap: 2, minHeight: { md: 60 }, mb: { xs: 2, md: 3 } }}
      >
        <Box sx={{ minWidth: 0 }}>
          <Box component="h1" sx={{ typography: 'h1', m: 0, fontSize: { md: '1.625rem' } }}>
            {heading ?? title}
          </Box>
          {lead ? <Box sx={{ color: 'text.secondary', mt: 0.5 }}>{lead}</Box> : null}
        </Box>
        {aside}
      </Box>
      {children}
    </Box>
  );
}
