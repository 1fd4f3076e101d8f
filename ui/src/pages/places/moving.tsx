import { Box, Button, Snackbar } from '@mui/material';
import { useState } from 'react';
import { useMoveNode, type OrgNode } from '../../api/places';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';

/** How long a move can be taken back with one press, ms. */
const undoFor = 10_000;

interface Outcome {
  name: string;
  /** What was refused; undefined where nothing was. */
  problem?: unknown;
  said: string;
  /** The place as it is after the move, and what it lay below before. */
  undo?: { node: OrgNode; back: OrgNode | null };
}

export interface Moving {
  busy: boolean;
  move: (node: OrgNode, to: OrgNode | null) => void;
  outcome: Outcome | null;
  dismiss: () => void;
  undo: () => void;
}

/** Moves of places in the tree, each under the version that was on screen, and what became of the last one. */
export function useMoving(nodes: readonly OrgNode[]): Moving {
  const { t } = useTexts();
  const change = useMoveNode();
  const [outcome, settle] = useState<Outcome | null>(null);
  const put = (node: OrgNode, to: OrgNode | null, then: (moved: OrgNode) => Outcome) =>
    change.mutate(
      { id: node.id, body: { version: node.version, ...(to ? { parent_id: to.id } : {}) } },
      { onSuccess: (moved) => settle(then(moved)), onError: (problem) => settle({ name: node.name, said: t('places.not_moved', { name: node.name }), problem }) },
    );
  const move = (node: OrgNode, to: OrgNode | null) => {
    const back = nodes.find((n) => n.id === node.parent_id) ?? null;
    settle(null);
    put(node, to, (moved) => ({ name: node.name, said: to ? t('places.moved', { name: node.name, parent: to.name }) : t('places.moved_top', { name: node.name }), undo: { node: moved, back } }));
  };
  const undo = () => {
    if (!outcome?.undo) return;
    settle(null);
    put(outcome.undo.node, outcome.undo.back, () => ({ name: outcome.name, said: t('places.moved_back', { name: outcome.name }) }));
  };
  return { busy: change.isPending, move, outcome, dismiss: () => settle(null), undo };
}

/** What became of a move: the way back for some seconds, or why it was refused until it is dismissed. */
export function MoveNotice({ moving: { outcome, dismiss, undo } }: { moving: Moving }) {
  const { t } = useTexts();
  if (outcome === null) return null;
  const refused = outcome.problem !== undefined;
  return (
    <Snackbar open anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }} autoHideDuration={refused ? null : undoFor} onClose={(_, why) => (why === 'timeout' || why === 'escapeKeyDown') && dismiss()} sx={{ bottom: { xs: 84, md: 24 } }}>
      <Box data-testid="move-notice" role={refused ? undefined : 'status'} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, maxWidth: 560, bgcolor: 'background.paper', border: 1, borderColor: 'surface.lineStrong', borderRadius: '10px', boxShadow: 'var(--elevation)', pl: 2, pr: 1, py: 1 }}>
        <Box sx={{ flex: '1 1 200px', minWidth: 0, overflowWrap: 'anywhere' }}>
          {outcome.said}
          {refused ? <Complaint problem={outcome.problem} /> : null}
        </Box>
        {outcome.undo ? (
          <Button size="small" onClick={undo}>
            {t('places.undo')}
          </Button>
        ) : null}
        <Button size="small" color="inherit" onClick={dismiss}>
          {t('places.dismiss')}
        </Button>
      </Box>
    </Snackbar>
  );
}
