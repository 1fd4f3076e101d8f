import { Box } from '@mui/material';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { nodeName } from './explain';
import { useGrid } from './context';
import { demandText, headroomText, kindOfNode } from './look';
import type { Row } from './tree';

/** Demand, what was given and asked for, and the cap of a node on one scale. */
export function NodeBar({ row, tall = false }: { row: Row; tall?: boolean }) {
  const texts = useTexts();
  const { lexicon, assets } = useGrid();
  const { t, format } = texts;
  const demand = Math.abs(row.now?.demand_watts ?? 0);
  const cap = row.cap?.limit_watts ?? null;
  const given = row.given && row.given.requested_watts !== 0 ? row.given : null;
  const at = (watts: number) => `${row.scale > 0 ? Math.min(100, (Math.abs(watts) / row.scale) * 100) : 0}%`;
  const over = cap !== null && demand > cap;
  const fallback = row.now?.source_mode === 'FALLBACK_DERIVED';
  const colour = over ? 'error.main' : `energy.${kindOfNode(row.node, assets)}`;
  const alt = t('microgrid.bar_alt', {
    node: nodeName(lexicon, row.node.node_id),
    demand: demandText(row.now, texts),
    given: given ? t('microgrid.given_of', { given: join(format.power(given.allocated_watts)), asked: join(format.power(given.requested_watts)) }) : t('microgrid.nothing_asked'),
    cap: cap === null ? t('microgrid.no_cap') : join(format.power(cap)),
    headroom: row.cap ? headroomText(row.cap.headroom_watts, texts) : t('microgrid.unknown'),
  });
  const height = tall ? 14 : 10;
  const middle = tall ? 7 : 5;
  return (
    <Box role="img" aria-label={alt} sx={{ position: 'relative', height: height + 10, mx: '3px' }}>
      <Box sx={{ position: 'absolute', inset: '5px 0', borderRadius: `${height / 2}px`, overflow: 'hidden', bgcolor: 'surface.sunken', border: 1, borderColor: 'divider' }}>
        {given ? <Box sx={{ ...fill, width: at(given.requested_watts), bgcolor: 'transparent', border: '1px dashed', borderColor: 'surface.lineStrong', borderRadius: `${height / 2}px` }} /> : null}
        <Box
          sx={{
            ...fill,
            width: at(demand),
            bgcolor: colour,
            opacity: fallback ? 0.5 : 1,
            backgroundImage: fallback ? 'repeating-linear-gradient(135deg, transparent 0 4px, rgb(255 255 255 / 0.55) 4px 7px)' : 'none',
            transition: 'width var(--calm) var(--ease), background-color var(--calm) var(--ease)',
          }}
        />
        {cap !== null && cap < row.scale ? <Box sx={{ ...fill, left: at(cap), right: 0, backgroundImage: (theme) => `repeating-linear-gradient(135deg, ${theme.vars!.palette.error.main} 0 1.5px, transparent 1.5px 6px)`, opacity: 0.5 }} /> : null}
      </Box>
      {given ? <Box sx={{ ...mark, left: at(given.allocated_watts), width: 4, ml: '-2px', top: 1, bottom: 1, borderRadius: '2px', bgcolor: 'text.primary', boxShadow: (theme) => `0 0 0 1.5px ${theme.vars!.palette.background.paper}` }} /> : null}
      {cap === null ? null : <Box sx={{ ...mark, left: at(cap), width: 2, ml: '-2px', top: 5 - middle / 2, bottom: 5 - middle / 2, bgcolor: over ? 'error.main' : 'surface.lineStrong' }} />}
    </Box>
  );
}

const fill = { position: 'absolute', top: 0, bottom: 0, left: 0 } as const;
const mark = { position: 'absolute', transition: 'left var(--calm) var(--ease)' } as const;

/** What the parts of a bar mean. */
export function BarLegend() {
  const { t } = useTexts();
  const item = (sample: React.ReactNode, text: string) => (
    <Box component="li" sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
      {sample}
      {text}
    </Box>
  );
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5, typography: 'caption', color: 'text.secondary' }}>
      {item(<Box aria-hidden="true" sx={{ width: 18, height: 9, borderRadius: '5px', bgcolor: 'energy.load' }} />, t('microgrid.legend.demand'))}
      {item(<Box aria-hidden="true" sx={{ width: 4, height: 14, borderRadius: '2px', bgcolor: 'text.primary' }} />, t('microgrid.legend.given'))}
      {item(<Box aria-hidden="true" sx={{ width: 18, height: 10, borderRadius: '5px', border: '1px dashed', borderColor: 'surface.lineStrong' }} />, t('microgrid.legend.asked'))}
      {item(<Box aria-hidden="true" sx={{ width: 2, height: 14, bgcolor: 'surface.lineStrong' }} />, t('microgrid.legend.cap'))}
    </Box>
  );
}
