import { Box, Button, TextField } from '@mui/material';
import { useDeferredValue, useMemo, useState } from 'react';
import type { OrgNode } from '../../api/places';
import { useTexts } from '../../i18n/useTexts';
import { MoveNotice, useMoving } from './moving';
import { found, judgeOf, treeOf, type Branch } from './tree';
import { TreeRow, useDropTarget, type Dragged, type Dragging } from './TreeRow';

interface TreeProps {
  nodes: readonly OrgNode[];
  /** Whether places may be moved. */
  may: boolean;
  /** The id of the place on screen. */
  shown: string;
  show: (id: string) => void;
}

// What lies in buildings is closed at first: sites are what is looked for.
const openAtFirst = 2;

/** How many places below one are on screen before more are asked for. */
const atOnce = 200;

/** The tree of places as lists in lists: looked through, opened and closed, and put in order by dragging. */
export function Tree({ nodes, may, shown, show }: TreeProps) {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const sought = useDeferredValue(text.trim());
  const branches = useMemo(() => treeOf(sought ? found(nodes, sought) : nodes), [nodes, sought]);
  const [opened, setOpened] = useState<Readonly<Record<string, boolean>>>({});
  const setOpen = (id: string, open: boolean) => setOpened((was) => ({ ...was, [id]: open }));
  const moving = useMoving(nodes);
  const dragging = useDragging(nodes, (node, to) => {
    if (to) setOpen(to.id, true);
    moving.move(node, to);
  });
  return (
    <>
      <Box sx={{ px: { xs: 2, md: 3 }, pb: 1.5 }}>
        <TextField type="search" size="small" fullWidth label={t('places.find')} value={text} onChange={(e) => setText(e.target.value)} autoComplete="off" />
      </Box>
      <Box component="nav" aria-label={t('places.tree')} data-testid="tree" sx={{ pb: 2, overflowX: 'auto' }}>
        {branches.length ? (
          <Branches branches={branches} depth={0} shown={shown} show={show} opened={sought ? null : opened} setOpen={setOpen} dragging={may && !moving.busy ? dragging : null} />
        ) : (
          <Box role="status" sx={{ px: { xs: 2, md: 3 }, color: 'text.secondary' }}>{t('places.find_none')}</Box>
        )}
      </Box>
      <TopTarget dragging={dragging} />
      <MoveNotice moving={moving} />
    </>
  );
}

function useDragging(nodes: readonly OrgNode[], move: (node: OrgNode, to: OrgNode | null) => void): Dragging {
  const [dragged, drag] = useState<Dragged | null>(null);
  return {
    dragged,
    begin: (node) => drag({ node, judge: judgeOf(nodes, node) }),
    end: () => drag(null),
    drop: (target) => {
      drag(null);
      if (dragged) move(dragged.node, target);
    },
  };
}

interface BranchesProps extends Pick<TreeProps, 'shown' | 'show'> {
  branches: readonly Branch[];
  depth: number;
  /** What was opened or closed by hand; null while all of it is open, since it was looked for. */
  opened: Readonly<Record<string, boolean>> | null;
  setOpen: (id: string, open: boolean) => void;
  dragging: Dragging | null;
}

function Branches({ branches, ...rest }: BranchesProps) {
  const { tn } = useTexts();
  const [most, setMost] = useState(atOnce);
  const left = branches.length - most;
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {branches.slice(0, most).map((branch) => (
        <Item key={branch.node.id} branch={branch} {...rest} />
      ))}
      {left > 0 ? (
        <Box component="li" sx={{ pl: `${36 + rest.depth * 18}px` }}>
          <Button size="small" onClick={() => setMost(most + atOnce)}>
            {tn('places.more', Math.min(left, atOnce))}
          </Button>
        </Box>
      ) : null}
    </Box>
  );
}

function Item({ branch: { node, below }, depth, opened, ...rest }: Omit<BranchesProps, 'branches'> & { branch: Branch }) {
  const open = opened === null || (opened[node.id] ?? depth < openAtFirst);
  return (
    <li>
      <TreeRow node={node} depth={depth} chosen={node.id === rest.shown} show={rest.show} open={below.length && opened ? open : null} setOpen={(to) => rest.setOpen(node.id, to)} dragging={rest.dragging} />
      {open && below.length ? <Branches branches={below} depth={depth + 1} opened={opened} {...rest} /> : null}
    </li>
  );
}

/** Where what may stand at the top is dropped, on screen while such a place is dragged. */
function TopTarget({ dragging }: { dragging: Dragging }) {
  const { t } = useTexts();
  const { handlers, refusal, over, dragged } = useDropTarget(dragging, null);
  if (dragged === null || refusal !== null) return null;
  return (
    <Box data-testid="drop-top" {...handlers} sx={{ position: 'sticky', bottom: 12, zIndex: 1, mx: 2, mb: 2, p: 1.5, textAlign: 'center', borderRadius: '10px', outline: over ? '2px solid' : '1px dashed', outlineColor: 'primary.main', bgcolor: over ? 'surface.brandSoft' : 'background.paper' }}>
      {t('places.drop_top')}
    </Box>
  );
}
