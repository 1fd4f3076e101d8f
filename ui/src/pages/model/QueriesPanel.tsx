import { Box } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { Choice } from '../../design/Choice';
import { Panel } from '../../design/Panel';
import { radius } from '../../design/tokens';
import { useTexts } from '../../i18n/useTexts';
import { NetPowerQuery, netPowerSQL } from './NetPowerQuery';
import { ReturnQuery, returnSQL } from './ReturnQuery';

interface ExampleQuery {
  id: 'net_power' | 'roi';
  /** What the database is asked. */
  sql: string;
  run: () => ReactNode;
}

/** The example queries of document 000, in its order; each asks the API for what its SQL function answers. */
const queries: readonly ExampleQuery[] = [
  { id: 'net_power', sql: netPowerSQL, run: () => <NetPowerQuery /> },
  { id: 'roi', sql: returnSQL, run: () => <ReturnQuery /> },
];

/** Runs an example query and shows what it is and what it brings. */
export function QueriesPanel() {
  const { t } = useTexts();
  const [id, choose] = useState<ExampleQuery['id']>('net_power');
  const query = queries.find((q) => q.id === id) ?? queries[0]!;
  return (
    <Panel title={t('model.queries')} lead={t(`model.query_about.${query.id}`)} flush>
      <Box sx={{ px: { xs: 2, md: 3 }, pb: 2, display: 'flex', flexDirection: 'column', gap: 2 }}>
        {queries.length > 1 ? <Choice label={t('model.queries')} value={id} options={queries.map((q) => ({ value: q.id, label: t(`model.query.${q.id}`) }))} onChange={choose} /> : null}
        <Box component="pre" tabIndex={0} aria-label={t('model.query_sql')} sx={{ m: 0, p: 1.5, overflow: 'auto', bgcolor: 'surface.sunken', borderRadius: `${radius.medium}px`, fontSize: '0.8125rem', lineHeight: 1.5 }}>
          {query.sql}
        </Box>
      </Box>
      {query.run()}
    </Panel>
  );
}
