import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router';
import { withQuery } from '../../api/client';
import type { OrgNode } from '../../api/places';
import { useMe } from '../../api/queries';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { MoveDialog } from './MoveDialog';
import { AddDialog, ArchiveDialog, RenameDialog } from './NodeDialogs';
import { kindsBelow, pathOf } from './tree';

interface NodePanelProps {
  nodes: readonly OrgNode[];
  node: OrgNode;
  may: boolean;
}

type Act = 'rename' | 'move' | 'archive' | 'add';

/** One place with what can be done about it. */
export function NodePanel({ nodes, node, may }: NodePanelProps) {
  const { t } = useTexts();
  const [act, begin] = useState<Act | null>(null);
  const mayExport = useMe().data?.permissions.includes('REPORT') ?? false;
  const close = () => begin(null);
  const acts: Act[] = node.archived_at ? ['archive'] : kindsBelow(node).length ? ['add', 'rename', 'move', 'archive'] : ['rename', 'move', 'archive'];
  const label = (a: Act) => t(a === 'archive' && node.archived_at ? 'places.bring_back' : `places.${a}`);
  return (
    <Panel title={node.name} lead={pathOf(nodes, node)}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <StatusBadge tone="quiet" icon={null}>{t(`places.kind.${node.kind}`)}</StatusBadge>
        {node.key ? <StatusBadge tone="quiet" icon={null}>{`${t('places.key')}: ${node.key}`}</StatusBadge> : null}
        {node.archived_at ? <StatusBadge tone="warning">{t('places.is_archived')}</StatusBadge> : null}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, mt: 2 }}>
        {node.kind === 'SITE' && node.site_id && !node.archived_at ? (
          <Button component={Link} to={`/sites/${node.site_id}`} variant="contained" size="small">
            {t('places.open_site')}
          </Button>
        ) : null}
        {node.kind === 'SITE' && node.site_id && !node.archived_at && mayExport ? (
          <Button component="a" href={withQuery('/api/places.yaml', { site: node.site_id })} download variant="outlined" size="small" title={t('places.export_site_help')} startIcon={<Icon name="download" size={18} />}>
            {t('places.export')}
          </Button>
        ) : null}
        {may ? acts.map((a) => (
          <Button key={a} variant="outlined" size="small" onClick={() => begin(a)}>
            {label(a)}
          </Button>
        )) : null}
      </Box>
      {act === 'rename' ? <RenameDialog node={node} onClose={close} /> : null}
      {act === 'move' ? <MoveDialog nodes={nodes} node={node} onClose={close} /> : null}
      {act === 'archive' ? <ArchiveDialog node={node} onClose={close} /> : null}
      {act === 'add' ? <AddDialog parent={node} onClose={close} /> : null}
    </Panel>
  );
}
