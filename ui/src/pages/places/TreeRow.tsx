import { Box } from '@mui/material';
import { useEffect, useState, type DragEvent } from 'react';
import type { OrgNode } from '../../api/places';
import { Icon } from '../../design/icons';
import { useTexts } from '../../i18n/useTexts';
import type { Refusal } from './tree';

/** The place that is dragged, with the judgement of where it may be dropped. */
export interface Dragged {
  node: OrgNode;
  judge: (target: OrgNode | null) => Refusal | null;
}

/** What a tree does when places are dragged in it; null where nothing may be moved. */
export interface Dragging {
  dragged: Dragged | null;
  begin: (node: OrgNode) => void;
  end: () => void;
  drop: (target: OrgNode | null) => void;
}

interface RowProps {
  node: OrgNode;
  depth: number;
  chosen: boolean;
  show: (id: string) => void;
  /** Whether what lies below is on screen; null where it cannot be opened or closed. */
  open: boolean | null;
  setOpen: (open: boolean) => void;
  dragging: Dragging | null;
}

/** How long a closed place is hovered over with another before it opens, ms. */
const openAfter = 700;

/** A place takes what is dragged onto it where it may: attributes of the element, and whether something hovers over it. */
export function useDropTarget(dragging: Dragging | null, target: OrgNode | null) {
  const [over, setOver] = useState(false);
  const dragged = dragging?.dragged ?? null;
  const refusal = dragged ? dragged.judge(target) : null;
  const handlers = dragged
    ? {
        onDragOver: (event: DragEvent) => {
          setOver(true);
          if (refusal !== null) return; // what is not prevented cannot be dropped
          event.preventDefault();
          event.dataTransfer.dropEffect = 'move' as const;
        },
        onDragLeave: () => setOver(false),
        onDrop: (event: DragEvent) => {
          event.preventDefault();
          setOver(false);
          if (refusal === null) dragging?.drop(target);
        },
      }
    : {};
  return { handlers, refusal, over: over && dragged !== null, dragged };
}

/** One line of the tree: opens and closes, shows the place, is dragged and dropped upon. */
export function TreeRow({ node, depth, chosen, show, open, setOpen, dragging }: RowProps) {
  const { handlers, refusal, over, dragged } = useDropTarget(dragging, node);
  const draggable = dragging !== null && node.archived_at === null;
  useEffect(() => {
    if (!over || open !== false) return;
    const timer = setTimeout(() => setOpen(true), openAfter);
    return () => clearTimeout(timer);
  }, [over, open, setOpen]);
  const begin = (event: DragEvent) => {
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', node.name);
    dragging?.begin(node);
  };
  return (
    <Box
      data-testid="place-row"
      data-drop={dragged ? (refusal ?? 'fits') : undefined}
      draggable={draggable || undefined}
      onDragStart={draggable ? begin : undefined}
      onDragEnd={draggable ? dragging.end : undefined}
      {...handlers}
      sx={{
        display: 'flex', alignItems: 'center', pl: `${12 + depth * 18}px`, pr: 2, bgcolor: chosen ? 'surface.brandSoft' : 'transparent',
        ...(dragged ? marked(refusal === null, over) : {}),
        '&:hover .grip': { opacity: 1 },
      }}
    >
      <Opener node={node} open={open} setOpen={setOpen} />
      <Label node={node} chosen={chosen} show={show} refusal={over ? refusal : null} />
      {draggable ? <Grip /> : null}
    </Box>
  );
}

/** How a row looks while a place is dragged; where it is over, why it is refused stays readable. */
function marked(fits: boolean, over: boolean) {
  if (!fits) return { opacity: over ? 1 : 0.5 };
  const outline = { outline: '1px dashed', outlineColor: 'primary.main', outlineOffset: '-2px', borderRadius: '6px' };
  return over ? { ...outline, outline: '2px solid', bgcolor: 'surface.brandSoft' } : outline;
}

function Opener({ node, open, setOpen }: Pick<RowProps, 'node' | 'open' | 'setOpen'>) {
  const { t } = useTexts();
  if (open === null) return <Box sx={{ width: 32, flexShrink: 0 }} />;
  return (
    <Box component="button" type="button" aria-expanded={open} aria-label={t(open ? 'places.close_branch' : 'places.open_branch', { name: node.name })} onClick={() => setOpen(!open)} sx={{ ...plain, width: 32, flexShrink: 0, minHeight: 40, display: 'grid', placeItems: 'center', color: 'text.secondary' }}>
      <Box component="span" sx={{ display: 'grid', transform: open ? 'rotate(90deg)' : 'none' }}>
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d="M4 2l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" /></svg>
      </Box>
    </Box>
  );
}

function Label({ node, chosen, show, refusal }: Pick<RowProps, 'node' | 'chosen' | 'show'> & { refusal: Refusal | null }) {
  const { t } = useTexts();
  const kind = node.archived_at ? t('places.is_archived') : t(`places.kind.${node.kind}`);
  return (
    <Box component="button" type="button" data-testid="place-link" aria-current={chosen} onClick={() => show(node.id)} sx={{ ...plain, flex: 1, minHeight: 40, minWidth: 0, textAlign: 'left', display: 'flex', alignItems: 'center', gap: 1, color: node.archived_at ? 'text.secondary' : 'text.primary' }}>
      {node.kind === 'SITE' ? <Icon name="site" size={18} /> : null}
      <Box component="span" sx={{ fontWeight: node.kind === 'SITE' ? 560 : 400 }}>{node.name}</Box>
      <Box component="span" sx={{ typography: 'caption', color: refusal ? 'error.main' : 'text.secondary', whiteSpace: 'nowrap' }}>{refusal ? t(`places.no.${refusal}`) : kind}</Box>
    </Box>
  );
}

// Shown to who has a pointer that hovers; with fingers and keys the dialog moves a place.
function Grip() {
  const { t } = useTexts();
  return (
    <Box component="span" className="grip" title={t('places.drag')} sx={{ display: 'none', '@media (hover: hover) and (pointer: fine)': { display: 'grid' }, opacity: 0, width: 24, minHeight: 40, placeItems: 'center', flexShrink: 0, cursor: 'grab', color: 'text.secondary' }}>
      <svg width="10" height="16" viewBox="0 0 10 16" aria-hidden="true" fill="currentColor">{[3, 8, 13].flatMap((y) => [2.5, 7.5].map((x) => <circle key={`${x}-${y}`} cx={x} cy={y} r="1.4" />))}</svg>
    </Box>
  );
}

const plain = { border: 0, bgcolor: 'transparent', font: 'inherit', cursor: 'pointer', p: 0, borderRadius: '6px' } as const;
