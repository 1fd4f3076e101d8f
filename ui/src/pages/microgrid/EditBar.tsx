import { Box, Button } from '@mui/material';
import { Complaint } from '../../control/OrderDialog';
import { newOrderID } from '../../control/acts';
import { radius } from '../../design/tokens';
import { useTexts } from '../../i18n/useTexts';
import { useGrid } from './context';
import type { Draft } from './useDraft';
import { changeText, knowing } from './words';

/** What has been changed so far, and the way to save or drop it. */
export function EditBar({ draft }: { draft: Draft }) {
  const { t, tn } = useTexts();
  const { lexicon, assets, look } = useGrid();
  const { begun } = draft;
  if (!begun) {
    return draft.saved ? (
      <Box role="status" sx={{ color: 'success.main', fontWeight: 560 }}>
        {t('topology.saved', { n: draft.saved })}
      </Box>
    ) : null;
  }
  const add = () => {
    const id = newOrderID();
    draft.change((nodes) => [...nodes, { node_id: id, name: t('topology.new_name'), node_type: 'GRID_CONNECTION', status: 'ACTIVE', display_order: nodes.length }]);
    look(id);
  };
  const words = knowing(lexicon, begun.nodes, begun.base);
  return (
    <Box data-testid="edit-bar" sx={{ position: 'sticky', top: 68, zIndex: 10, p: 2, borderRadius: `${radius.large}px`, bgcolor: 'surface.brandSoft', border: 1, borderColor: 'primary.main', display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', justifyContent: 'space-between' }}>
        <Box sx={{ minWidth: 0, flex: '1 1 280px' }}>
          <Box sx={{ fontWeight: 620 }}>
            {t('topology.editing', { n: begun.version })} · {tn('topology.changes', draft.changes.length)}
          </Box>
          <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{t('topology.editing_help')}</Box>
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Button size="small" onClick={add}>{t('topology.add_first')}</Button>
          <Button size="small" color="inherit" onClick={draft.discard} disabled={draft.busy}>{t('topology.discard')}</Button>
          <Button size="small" variant="contained" onClick={draft.save} disabled={draft.busy || draft.changes.length === 0}>{t(draft.busy ? 'topology.saving' : 'topology.save')}</Button>
        </Box>
      </Box>
      {draft.changes.length > 0 ? (
        <Box component="ul" tabIndex={0} aria-label={t('conflict.mine')} sx={{ m: 0, pl: 2.5, typography: 'body2', maxHeight: 120, overflowY: 'auto' }}>
          {draft.changes.map((c) => (
            <li key={c.node + c.kind}>{changeText(c, words, assets)}</li>
          ))}
        </Box>
      ) : null}
      {draft.problem ? <Complaint problem={draft.problem} /> : null}
    </Box>
  );
}
