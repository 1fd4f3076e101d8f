import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useState } from 'react';
import { Choice } from '../../design/Choice';
import { useTexts } from '../../i18n/useTexts';
import { useGrid } from './context';
import { nodeName, type Lexicon } from './explain';
import { changesBetween, collisionsOf, keyOf, merge, type Change, type Collision, type Side } from './merge';
import type { Conflict, Draft } from './useDraft';
import { changeText, knowing, valueText } from './words';

/** What both changed, what is merged by itself, and a question for each thing that is not. */
export function ConflictDialog({ draft }: { draft: Draft }) {
  if (!draft.conflict) return null;
  return <Both key={draft.conflict.version} conflict={draft.conflict} draft={draft} />;
}

function Both({ conflict, draft }: { conflict: Conflict; draft: Draft }) {
  const { t } = useTexts();
  const { lexicon } = useGrid();
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map());
  const collisions = collisionsOf(conflict);
  const decided = collisions.every((c) => choices.has(keyOf(c)));
  const words = knowing(lexicon, conflict.mine, conflict.theirs, conflict.base);
  return (
    <Dialog open onClose={draft.goOn} fullWidth maxWidth="md" aria-labelledby="conflict-title" slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <DialogTitle id="conflict-title" sx={{ typography: 'h1', pb: 1 }}>
        {t('conflict.title')}
      </DialogTitle>
      <DialogContent data-testid="conflict" sx={{ display: 'flex', flexDirection: 'column', gap: 3 }}>
        <Box sx={{ color: 'text.secondary' }}>{t('conflict.lead', { mine: conflict.mineVersion, theirs: conflict.version })}</Box>
        <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
          <ChangeList title={t('conflict.theirs')} changes={changesBetween(conflict.base, conflict.theirs)} words={words} />
          <ChangeList title={t('conflict.mine')} changes={changesBetween(conflict.base, conflict.mine)} words={words} />
        </Box>
        {collisions.length === 0 ? <Box sx={{ color: 'success.main', fontWeight: 560 }}>{t('conflict.none')}</Box> : null}
        {collisions.length > 0 ? (
          <Box component="section" aria-label={t('conflict.collisions')}>
            <Box component="h3" sx={{ typography: 'h3', m: 0, mb: 1 }}>{t('conflict.collisions')}</Box>
            {collisions.map((c) => (
              <Question key={keyOf(c)} collision={c} words={words} value={choices.get(keyOf(c)) ?? ''} onChange={(side) => setChoices(new Map(choices).set(keyOf(c), side))} />
            ))}
          </Box>
        ) : null}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 3, flexWrap: 'wrap', rowGap: 1 }}>
        {decided ? null : <Box sx={{ color: 'text.secondary', mr: 'auto' }}>{t('conflict.undecided')}</Box>}
        <Button color="inherit" onClick={draft.goOn}>{t('dialog.cancel')}</Button>
        <Button variant="contained" disabled={!decided} onClick={() => draft.settle(merge(conflict, choices))}>
          {t('conflict.save')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function ChangeList({ title, changes, words }: { title: string; changes: readonly Change[]; words: Lexicon }) {
  const { assets } = useGrid();
  return (
    <Box component="section" aria-label={title} sx={{ minWidth: 0 }}>
      <Box component="h3" sx={{ typography: 'h3', m: 0, mb: 1 }}>{title}</Box>
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {changes.map((c) => (
          <li key={c.node + c.kind}>{changeText(c, words, assets)}</li>
        ))}
      </Box>
    </Box>
  );
}

interface QuestionProps {
  collision: Collision;
  words: Lexicon;
  value: Side | '';
  onChange: (side: Side) => void;
}

function Question({ collision: c, words, value, onChange }: QuestionProps) {
  const { t } = useTexts();
  const { assets } = useGrid();
  const about = c.kind === 'removed' ? t('conflict.existence') : t(`topology.field.${c.kind}`);
  const say = (text: string) => (c.kind === 'removed' ? t(text === 'kept' ? 'conflict.kept' : 'conflict.removed') : valueText(c.kind, text, words, assets));
  const label = `${nodeName(words, c.node)}: ${about}`;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', justifyContent: 'space-between', py: 1, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ fontWeight: 560 }}>{label}</Box>
      <Choice<Side | ''>
        label={label}
        value={value}
        onChange={(side) => side && onChange(side)}
        options={[
          { value: 'theirs', label: t('conflict.keep_theirs', { value: say(c.theirs) }) },
          { value: 'mine', label: t('conflict.keep_mine', { value: say(c.mine) }) },
        ]}
      />
    </Box>
  );
}
