import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { giveToPanel, readReport } from '../api/panel';
import type { Give } from '../control/acts';

export const reportKey = ['panel', 'report'] as const;

/** How the edge controls now, asked once a second. */
export function useReport() {
  return useQuery({
    queryKey: reportKey,
    queryFn: ({ signal }) => readReport(signal),
    refetchInterval: 1000,
    refetchIntervalInBackground: false,
    staleTime: 0,
    retry: false,
  });
}

/** Gives orders to the edge by its panel. */
export function usePanelGive(): Give {
  const queries = useQueryClient();
  return useCallback(
    async ({ lasts, ...order }) => {
      await giveToPanel(lasts === undefined ? order : { ...order, expires_at: new Date(Date.now() + lasts).toISOString() });
      await queries.invalidateQueries({ queryKey: reportKey });
    },
    [queries],
  );
}
