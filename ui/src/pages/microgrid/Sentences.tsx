import { Box } from '@mui/material';
import { Icon, type IconName } from '../../design/icons';
import { useGrid } from './context';
import type { Sentence, SentenceKind } from './explain';

const looks: Record<SentenceKind, { icon: IconName; ink: string }> = {
  plain: { icon: 'info', ink: 'text.secondary' },
  cut: { icon: 'cut', ink: 'warning.main' },
  breach: { icon: 'severe', ink: 'error.main' },
  note: { icon: 'clock', ink: 'text.secondary' },
};

/** What happened, a sentence each; one about a node leads to it. */
export function Sentences({ sentences }: { sentences: readonly Sentence[] }) {
  const { look, byID } = useGrid();
  return (
    <Box component="ul" data-testid="sentences" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexDirection: 'column', gap: 1.25, maxWidth: '90ch' }}>
      {sentences.map((s, i) => (
        <Box component="li" key={i} sx={{ display: 'flex', gap: 1.25, alignItems: 'flex-start' }}>
          <Icon name={looks[s.kind].icon} size={20} color={looks[s.kind].ink} />
          {s.node && byID.has(s.node) ? (
            <Box component="button" type="button" onClick={() => look(s.node ?? '')} sx={{ all: 'unset', cursor: 'pointer', '&:hover': { textDecoration: 'underline' }, '&:focus-visible': { outline: '2px solid', outlineColor: 'surface.focus', outlineOffset: 2 } }}>
              {s.text}
            </Box>
          ) : (
            <span>{s.text}</span>
          )}
        </Box>
      ))}
    </Box>
  );
}
