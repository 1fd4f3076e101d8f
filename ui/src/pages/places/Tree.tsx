import { Box } from '@mui/material';
import { useState } from 'react';
import type { OrgNode } from '../../api/places';
import { Icon } from '../../design/icons';
import { useTexts } from '../../i18n/useTexts';
import { treeOf, type Branch } from './tree';

interface TreeProps {
  nodes: readonly OrgNode[];
  /** The id of the place on screen. */
  shown: string;
  show: (id: string) => void;
}

/** The tree of places as lists in lists; each place can be opened and closed. */
export function Tree({ nodes, shown, show }: TreeProps) {
  const { t } = useTexts();
  return (
    <Box component="nav" aria-label={t('places.tree')} data-testid="tree" sx={{ pb: 2, overflowX: 'auto' }}>
      <Branches branches={treeOf(nodes)} shown={shown} show={show} depth={0} />
    </Box>
  );
}

interface BranchesProps extends Omit<TreeProps, 'nodes'> {
  branches: readonly Branch[];
  depth: number;
}

function Branches({ branches, shown, show, depth }: BranchesProps) {
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {branches.map((b) => (
        <Item key={b.node.id} branch={b} shown={shown} show={show} depth={depth} />
      ))}
    </Box>
  );
}

// What lies in buildings is closed at first: sites are what is looked for.
const openAtFirst = 2;

function Item({ branch: { node, below }, shown, show, depth }: Omit<BranchesProps, 'branches'> & { branch: Branch }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(depth < openAtFirst);
  const chosen = node.id === shown;
  return (
    <li>
      <Box sx={{ display: 'flex', alignItems: 'center', pl: `${12 + depth * 18}px`, pr: 2, bgcolor: chosen ? 'surface.brandSoft' : 'transparent' }}>
        {below.length ? (
          <Box component="button" type="button" aria-expanded={open} aria-label={t(open ? 'places.close_branch' : 'places.open_branch', { name: node.name })} onClick={() => setOpen(!open)} sx={{ ...plain, width: 32, minHeight: 40, display: 'grid', placeItems: 'center', color: 'text.secondary' }}>
            <Box component="span" sx={{ display: 'grid', transform: open ? 'rotate(90deg)' : 'none' }}>
              <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d="M4 2l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" /></svg>
            </Box>
          </Box>
        ) : (
          <Box sx={{ width: 32 }} />
        )}
        <Box component="button" type="button" data-testid="place-link" aria-current={chosen} onClick={() => show(node.id)} sx={{ ...plain, flex: 1, minHeight: 40, minWidth: 0, textAlign: 'left', display: 'flex', alignItems: 'center', gap: 1, color: node.archived_at ? 'text.secondary' : 'text.primary' }}>
          {node.kind === 'SITE' ? <Icon name="site" size={18} /> : null}
          <Box component="span" sx={{ fontWeight: node.kind === 'SITE' ? 560 : 400 }}>{node.name}</Box>
          <Box component="span" sx={{ typography: 'caption', color: 'text.secondary', whiteSpace: 'nowrap' }}>
            {node.archived_at ? t('places.is_archived') : t(`places.kind.${node.kind}`)}
          </Box>
        </Box>
      </Box>
      {open && below.length ? <Branches branches={below} shown={shown} show={show} depth={depth + 1} /> : null}
    </li>
  );
}

const plain = { border: 0, bgcolor: 'transparent', font: 'inherit', cursor: 'pointer', p: 0, borderRadius: '6px' } as const;
