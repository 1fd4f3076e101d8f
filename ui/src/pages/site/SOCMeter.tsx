import { Box } from '@mui/material';

interface SOCMeterProps {
  percent: number | null;
  muted: boolean;
  min: number | null;
  max: number | null;
}

/** A lying battery filled to the state of charge, with the bounds as notches. The number stands beside it. */
export function SOCMeter({ percent, muted, min, max }: SOCMeterProps) {
  const filled = Math.max(0, Math.min(100, percent ?? 0));
  return (
    <Box aria-hidden="true" sx={{ display: 'flex', alignItems: 'center', gap: '3px' }}>
      <Box sx={{ position: 'relative', flex: 1, height: 34, borderRadius: '9px', border: 2, borderColor: 'surface.lineStrong', p: '3px' }}>
        <Box sx={{ position: 'relative', height: '100%', borderRadius: '4px', overflow: 'hidden', bgcolor: 'surface.sunken' }}>
          <Box
            sx={{
              height: '100%',
              width: `${filled}%`,
              bgcolor: muted ? 'surface.stale' : 'energy.battery',
              opacity: muted ? 0.5 : 1,
              transition: 'width var(--calm) var(--ease)',
            }}
          />
          {[min, max].map((bound) =>
            bound === null ? null : (
              <Box key={bound} sx={{ position: 'absolute', top: 0, bottom: 0, left: `${bound}%`, width: '2px', ml: '-1px', bgcolor: 'background.paper', boxShadow: '0 0 0 0.5px rgb(0 0 0 / 0.4)' }} />
            ),
          )}
        </Box>
      </Box>
      <Box sx={{ width: 5, height: 14, borderRadius: '0 3px 3px 0', bgcolor: 'surface.lineStrong' }} />
    </Box>
  );
}
