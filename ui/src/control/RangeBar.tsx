import { Box } from '@mui/material';
import type { ControlAsset } from '../api/types';
import { useTexts } from '../i18n/useTexts';
import { place, room } from './ladder';
import { flowing, kindOfAsset } from './wording';

/** What an asset can do as a scale: what it may have, what it was given, what it does. */
export function RangeBar({ asset }: { asset: ControlAsset }) {
  const texts = useTexts();
  const r = room(asset);
  if (r === null || asset.given_watts === undefined) return null;
  const kind = kindOfAsset(asset);
  const say = (watts: number) => flowing(kind, watts, texts);
  const at = (watts: number) => `${place(r, watts) * 100}%`;
  const alt = texts.t('control.range_alt', { least: say(r.min), most: say(r.max), low: say(r.low), high: say(r.high), given: say(asset.given_watts) });
  const zero = r.min < 0 && r.max > 0;
  return (
    <Box>
      <Box role="img" aria-label={alt} sx={{ position: 'relative', height: 22, mx: '7px' }}>
        <Box sx={{ position: 'absolute', top: 8, left: '-7px', right: '-7px', height: 6, borderRadius: 3, bgcolor: 'surface.sunken', border: 1, borderColor: 'divider' }} />
        <Box sx={{ position: 'absolute', top: 8, height: 6, borderRadius: 3, left: at(r.low), width: `${Math.max(0, place(r, r.high) - place(r, r.low)) * 100}%`, minWidth: 4, bgcolor: `energy.${kind}`, opacity: 0.35, transition: 'left var(--calm) var(--ease), width var(--calm) var(--ease)' }} />
        {zero ? <Box sx={{ position: 'absolute', top: 3, left: at(0), width: '1px', height: 16, bgcolor: 'surface.lineStrong' }} /> : null}
        {asset.actual_watts === undefined ? null : (
          <Box sx={{ position: 'absolute', top: 7, left: at(asset.actual_watts), width: 8, height: 8, ml: '-4px', borderRadius: '50%', border: 2, borderColor: `energy.${kind}`, bgcolor: 'background.paper', transition: 'left var(--calm) var(--ease)' }} />
        )}
        <Box sx={{ position: 'absolute', top: 1, left: at(asset.given_watts), width: 5, height: 20, ml: '-2.5px', borderRadius: 1, bgcolor: `energy.${kind}`, boxShadow: 'var(--elevation)', transition: 'left var(--calm) var(--ease)' }} />
      </Box>
      <Box aria-hidden="true" sx={{ display: 'flex', justifyContent: 'space-between', typography: 'caption', color: 'text.secondary', mt: 0.25 }}>
        <span>{say(r.min)}</span>
        <span>{say(r.max)}</span>
      </Box>
    </Box>
  );
}
