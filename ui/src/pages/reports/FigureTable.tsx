import { Box, Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import type { Figures } from '../../api/reports';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { absent, join, type Quantity } from '../../lib/format';
import { energy, share } from './labels';

interface FigureTableProps<Row extends Figures> {
  label: string;
  /** What a row is: time, site. */
  head: string;
  rows: readonly Row[];
  name: (row: Row) => string;
  /** Columns beside those of figures, before the coverage. */
  more?: readonly FigureColumn<Row>[];
}

/** A row of figures per part or site: low rows, and on a phone it moves sideways under the names, which stay. */
export function FigureTable<Row extends Figures>({ label, head, rows, name, more = [] }: FigureTableProps<Row>) {
  const texts = useTexts();
  const columns = columnsOf(texts, more);
  return (
    <TableContainer tabIndex={0} role="region" aria-label={label}>
      <Table aria-label={label} sx={{ '& td, & th': { py: 0.625, fontSize: '0.8125rem', whiteSpace: 'nowrap', overflowWrap: 'normal' }, '& tbody tr:last-child > *': { border: 0 } }}>
        <TableHead>
          <TableRow>
            <TableCell sx={{ ...stays, pl: { xs: 2, md: 3 } }}>{head}</TableCell>
            {columns.map((c) => (
              <TableCell key={c.head} align="right">
                {c.head}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={name(row)}>
              <TableCell component="th" scope="row" className="figures" sx={{ ...stays, pl: { xs: 2, md: 3 }, fontWeight: 560 }}>
                {name(row)}
              </TableCell>
              {columns.map((c) => (
                <TableCell key={c.head} align="right" className="figures">
                  <Value quantity={c.of(row)} />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

const stays = { position: 'sticky', left: 0, bgcolor: 'background.paper', zIndex: 1 } as const;

function Value({ quantity }: { quantity: Quantity | null }) {
  return quantity ? join(quantity) : <Box component="span" sx={{ color: 'text.secondary' }}>{absent}</Box>;
}

export interface FigureColumn<Row> {
  head: string;
  of: (row: Row) => Quantity | null;
}

function columnsOf<Row extends Figures>({ t, format }: Texts, more: readonly FigureColumn<Row>[]): FigureColumn<Row>[] {
  return [
    { head: t('kpi.import'), of: (r) => energy(format, r.import_wh) },
    { head: t('kpi.export'), of: (r) => energy(format, r.export_wh) },
    { head: t('series.solar'), of: (r) => energy(format, r.pv_wh) },
    { head: t('kpi.load'), of: (r) => energy(format, r.load_wh) },
    { head: t('series.charge'), of: (r) => energy(format, r.charged_wh) },
    { head: t('series.discharge'), of: (r) => energy(format, r.discharged_wh) },
    { head: t('kpi.self_consumption'), of: (r) => share(format, r.self_consumption_bp) },
    { head: t('kpi.self_sufficiency'), of: (r) => share(format, r.self_sufficiency_bp) },
    { head: t('kpi.peak'), of: (r) => (r.peak ? format.power(r.peak.watts) : null) },
    ...more,
    { head: t('reports.coverage'), of: (r) => share(format, r.coverage_bp) },
  ];
}
