import { useColorScheme } from '@mui/material/styles';
import { schemes, type Scheme } from './tokens';

/** The scheme on screen now, with its tokens: for what is drawn outside of CSS, as charts are. */
export function useScheme() {
  const { mode, systemMode } = useColorScheme();
  const scheme: Scheme = (mode === 'system' ? systemMode : mode) === 'dark' ? 'dark' : 'light';
  return { scheme, tokens: schemes[scheme] };
}
