import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useLayoutEffect, useRef, useState } from 'react';
import type { ModelTable } from '../../api/model';
import { radius } from '../../design/tokens';
import { useTexts } from '../../i18n/useTexts';
import { curve, groupsOf, referred, referring } from './graph';

interface EntityGraphProps {
  tables: readonly ModelTable[];
  chosen: string;
  choose: (table: string) => void;
}

interface Line {
  from: string;
  to: string;
  path: string;
}

/** Tables as cards, a column per domain, with a line for every foreign key; on a phone the cards alone. */
export function EntityGraph({ tables, chosen, choose }: EntityGraphProps) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const lines = useLines(box, tables);
  const groups = groupsOf(tables);
  const near = new Set([...(tables.filter((x) => x.name === chosen).flatMap(referred)), ...referring(tables, chosen)]);
  return (
    <Box ref={box} data-testid="entity-graph" sx={{ position: 'relative', display: 'grid', columnGap: { md: 3, lg: 6, xl: 9 }, rowGap: 3, gridTemplateColumns: { xs: '1fr', md: `repeat(${groups.length}, minmax(0, 1fr))` } }}>
      <Lines lines={lines} chosen={chosen} />
      {groups.map((g) => (
        <Box key={g.domain} component="section" aria-label={t(`model.domain.${g.domain}`)} sx={{ minWidth: 0, position: 'relative' }}>
          <Box component="h3" sx={{ typography: 'body2', fontWeight: 620, color: 'text.secondary', m: 0, mb: 1.25 }}>
            {t(`model.domain.${g.domain}`)}
          </Box>
          <Box sx={{ display: 'grid', gap: { xs: 1, md: 1.75 }, gridTemplateColumns: { xs: '1fr 1fr', md: '1fr' } }}>
            {g.tables.map((table) => (
              <Card key={table.name} table={table} state={table.name === chosen ? 'chosen' : near.has(table.name) ? 'near' : 'plain'} choose={choose} />
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}

interface CardProps {
  table: ModelTable;
  state: 'chosen' | 'near' | 'plain';
  choose: (table: string) => void;
}

function Card({ table, state, choose }: CardProps) {
  const { t, tn } = useTexts();
  const rows = table.rows === null ? t('model.uncounted') : tn('model.rows', table.rows);
  return (
    <Box
      component="button"
      type="button"
      data-table={table.name}
      aria-pressed={state === 'chosen'}
      onClick={() => choose(table.name)}
      sx={{
        display: 'block',
        width: '100%',
        minHeight: 44,
        textAlign: 'left',
        font: 'inherit',
        color: 'text.primary',
        cursor: 'pointer',
        px: 1.5,
        py: 1,
        border: 1,
        borderColor: state === 'plain' ? 'divider' : 'primary.main',
        borderStyle: state === 'near' ? 'dashed' : 'solid',
        borderRadius: `${radius.medium}px`,
        bgcolor: state === 'chosen' ? 'surface.brandSoft' : 'background.paper',
        boxShadow: 'var(--elevation)',
        '&:hover': { borderColor: 'surface.lineStrong' },
      }}
    >
      <Box component="span" sx={{ display: 'block', typography: 'body2', fontWeight: 620, overflowWrap: 'anywhere' }}>
        {table.name}
      </Box>
      {table.entity ? (
        <Box component="span" sx={{ display: 'block', typography: 'caption', fontWeight: 560, color: 'primary.main', overflowWrap: 'anywhere' }}>
          {table.entity}
        </Box>
      ) : null}
      <Box component="span" className="figures" sx={{ display: 'block', typography: 'caption', color: 'text.secondary' }}>
        {table.view ? `${t('model.view')} · ` : null}
        {table.more ? t('model.at_least', { rows }) : rows}
      </Box>
    </Box>
  );
}

function Lines({ lines, chosen }: { lines: readonly Line[]; chosen: string }) {
  const theme = useTheme();
  const { surface, primary } = theme.vars!.palette;
  const touches = (l: Line) => l.from === chosen || l.to === chosen;
  const ordered = lines.toSorted((a, b) => Number(touches(a)) - Number(touches(b)));
  return (
    <Box component="svg" aria-hidden="true" sx={{ display: { xs: 'none', md: 'block' }, position: 'absolute', inset: 0, width: '100%', height: '100%', overflow: 'visible', pointerEvents: 'none' }}>
      <defs>
        {[
          { id: 'model-end', colour: surface.lineStrong },
          { id: 'model-end-chosen', colour: primary.main },
        ].map((end) => (
          <marker key={end.id} id={end.id} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0.5 7.5 4 0 7.5z" fill={end.colour} />
          </marker>
        ))}
      </defs>
      {ordered.map((l) => (
        <path key={`${l.from}-${l.to}`} d={l.path} fill="none" stroke={touches(l) ? primary.main : surface.lineStrong} strokeWidth={touches(l) ? 2 : 1} opacity={touches(l) ? 1 : 0.35} markerEnd={`url(#${touches(l) ? 'model-end-chosen' : 'model-end'})`} />
      ))}
    </Box>
  );
}

// The lines follow the cards wherever the grid has put them. References to tenants would cover all
// others: every row has a tenant.
function useLines(box: React.RefObject<HTMLDivElement | null>, tables: readonly ModelTable[]): Line[] {
  const [lines, setLines] = useState<Line[]>([]);
  const key = tables.map((t) => t.name + referred(t).join()).join();
  const current = useRef(tables);
  current.current = tables;
  useLayoutEffect(() => {
    const root = box.current;
    if (!root) return undefined;
    const measure = () => setLines(linesOf(root, current.current));
    const observer = new ResizeObserver(measure);
    observer.observe(root);
    measure();
    return () => observer.disconnect();
  }, [box, key]);
  return lines;
}

function linesOf(root: HTMLElement, tables: readonly ModelTable[]): Line[] {
  const origin = root.getBoundingClientRect();
  const place = (name: string) => {
    const r = root.querySelector(`[data-table="${name}"]`)?.getBoundingClientRect();
    return r ? { x: r.x - origin.x, y: r.y - origin.y, width: r.width, height: r.height } : null;
  };
  return tables.flatMap((table) =>
    referred(table).flatMap((name) => {
      const from = place(table.name);
      const to = place(name);
      return from && to && name !== 'tenants' ? [{ from: table.name, to: name, path: curve(from, to) }] : [];
    }),
  );
}
