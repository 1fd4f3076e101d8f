import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { newQueryClient } from '../api/queries';
import { Crashed } from '../app/Crashed';
import { usePreferences } from '../app/preferences';
import { theme } from '../design/theme';
import { CommissionPage } from './CommissionPage';
import { PanelFrame } from './PanelFrame';
import { PanelPage } from './PanelPage';

const router = createBrowserRouter([
  {
    path: '/',
    Component: PanelFrame,
    ErrorBoundary: Crashed,
    children: [
      { index: true, Component: PanelPage },
      { path: 'commission', Component: CommissionPage },
    ],
  },
]);

/** The edge's own panel: it needs nothing but the edge. */
export function PanelApp() {
  const [queries] = useState(newQueryClient);
  const language = usePreferences((s) => s.language);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <ThemeProvider theme={theme} defaultMode="system" modeStorageKey="ohmstead-appearance">
      <CssBaseline enableColorScheme />
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ThemeProvider>
  );
}
