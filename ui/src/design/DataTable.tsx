import { Box, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, useMediaQuery, useTheme } from '@mui/material';
import type { ReactNode } from 'react';
import { type } from './tokens';

export interface Column<Row> {
  id: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  align?: 'left' | 'right';
  /** The column that names the row; on a phone it is the heading of the row's card. */
  primary?: boolean;
  width?: string | number;
}

interface DataTableProps<Row> {
  /** What the table holds, for a screen reader. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Low rows, for long lists. */
  dense?: boolean;
}

/** Rows with named columns: a table where there is room, a list of cards on a phone. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const theme = useTheme();
  const narrow = useMediaQuery(theme.breakpoints.down('md'), { noSsr: true });
  return narrow ? <Cards {...props} /> : <WideTable {...props} />;
}

function WideTable<Row>({ label, columns, rows, rowKey, dense = false }: DataTableProps<Row>) {
  return (
    <TableContainer tabIndex={0} role="region" aria-label={label}>
      <Table aria-label={label} sx={dense ? { '& td, & th': { py: 0.625, fontSize: type.small } } : undefined}>
        <TableHead>
          <TableRow>
            {columns.map((c, i) => (
              <TableCell key={c.id} align={c.align ?? 'left'} sx={{ width: c.width, ...edges(i, columns.length) }}>
                {c.head}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={rowKey(row)} sx={{ '&:last-child > *': { border: 0 } }}>
              {columns.map((c, i) => (
                <TableCell
                  key={c.id}
                  align={c.align ?? 'left'}
                  className="figures"
                  {...(c.primary ? { component: 'th' as const, scope: 'row' } : {})}
                  sx={edges(i, columns.length)}
                >
                  {c.cell(row)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

// The outer cells stand as far from the edge as a panel's heading does.
function edges(i: number, count: number) {
  return { ...(i === 0 ? { pl: 3 } : {}), ...(i === count - 1 ? { pr: 3 } : {}) };
}

function Cards<Row>({ label, columns, rows, rowKey, dense = false }: DataTableProps<Row>) {
  if (dense) return <Lines label={label} columns={columns} rows={rows} rowKey={rowKey} />;
  const primary = columns.find((c) => c.primary);
  const rest = columns.filter((c) => c !== primary);
  return (
    <Box component="ul" aria-label={label} sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {rows.map((row) => (
        <Box component="li" key={rowKey(row)} sx={{ p: 2, borderTop: 1, borderColor: 'divider' }}>
          {primary ? <Box sx={{ mb: 1 }}>{primary.cell(row)}</Box> : null}
          <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 2, rowGap: 0.5 }}>
            {rest.map((c) => (
              <Box key={c.id} sx={{ display: 'contents' }}>
                <Box component="dt" sx={{ typography: 'body2', color: 'text.secondary' }}>
                  {c.head}
                </Box>
                <Box component="dd" className="figures" sx={{ m: 0, typography: 'body2', textAlign: 'right', justifySelf: 'end' }}>
                  {c.cell(row)}
                </Box>
              </Box>
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}

// A long list on a phone: name and value in one line, what else there is small below.
function Lines<Row>({ label, columns, rows, rowKey }: DataTableProps<Row>) {
  const [primary, second, ...rest] = columns;
  return (
    <Box component="ul" aria-label={label} sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {rows.map((row) => (
        <Box component="li" key={rowKey(row)} className="figures" sx={{ px: 2, py: 1, borderTop: 1, borderColor: 'divider', typography: 'body2' }}>
          <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2 }}>
            {primary?.cell(row)}
            {second?.cell(row)}
          </Box>
          <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2, color: 'text.secondary' }}>
            {rest.map((c) => (
              <span key={c.id}>{c.cell(row)}</span>
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
