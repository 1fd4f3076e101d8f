import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { ControlPoint } from '../../api/microgrid';
import { useTexts } from '../../i18n/useTexts';
import { useGrid } from './context';
import { LimitDialog } from './LimitDialog';
import { NodeEditor } from './NodeEditor';
import { Overrides } from './Overrides';
import { Tryout } from './Tryout';
import type { Row } from './tree';

/** A control point that is being changed, or the place of a new one. */
export interface EditedPoint {
  point: ControlPoint | null;
  node: string | null;
}

/** What can be done at a node: its fields while the tree is edited, else its limits, control points and a try. */
export function NodeTools({ row, edit }: { row: Row; edit: (point: EditedPoint) => void }) {
  const { t } = useTexts();
  const { draft, may } = useGrid();
  const [limiting, setLimiting] = useState(false);
  const id = row.node.node_id;
  if (draft.begun) return <NodeEditor key={id} node={row.node} draft={draft} />;
  return (
    <>
      <Overrides key={`override-${id}`} node={id} />
      {row.children === 0 ? <Tryout key={id} node={id} /> : null}
      {may.configure ? (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Button variant="outlined" onClick={() => setLimiting(true)}>{t('nodelimit.edit')}</Button>
          <Button variant="outlined" onClick={() => edit({ point: null, node: id })}>{t('point.add')}</Button>
        </Box>
      ) : null}
      {limiting ? <LimitDialog node={id} onClose={() => setLimiting(false)} /> : null}
    </>
  );
}
