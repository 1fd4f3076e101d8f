import { Box, Chip, Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import { useMe } from '../../api/queries';
import { useModelRows, type ModelColumn, type ModelRows, type ModelTable } from '../../api/model';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { absent } from '../../lib/format';
import { referred, referring } from './graph';
import { sizeText } from './size';

interface TableViewProps {
  table: ModelTable;
  tables: readonly ModelTable[];
  choose: (table: string) => void;
}

/** One table: what it is for, its columns, what it refers to, and its first rows. */
export function TableView({ table, tables, choose }: TableViewProps) {
  const { t, tn, format } = useTexts();
  const size = table.rows === null || table.bytes === null ? null : t('model.size', { size: sizeText(format, table.bytes) });
  const facts = [table.view ? t('model.view') : null, table.entity ? t('model.document', { entity: table.entity }) : null, t(`model.tier.${table.tier}`), table.rows === null ? null : tn('model.rows', table.rows), size];
  return (
    <>
      <Panel
        title={table.name}
        lead={
          <>
            {table.about}
            <Box className="figures">{facts.filter(Boolean).join(' · ')}</Box>
          </>
        }
        flush
      >
        <Box sx={{ px: { xs: 2, md: 3 }, pb: 2, display: 'flex', flexDirection: 'column', gap: 1 }}>
          <Links label={t('model.refers')} names={referred(table)} choose={choose} />
          <Links label={t('model.referred')} names={referring(tables, table.name)} choose={choose} />
        </Box>
        <Columns table={table} />
      </Panel>
      <Rows table={table} />
    </>
  );
}

function Links({ label, names, choose }: { label: string; names: readonly string[]; choose: (table: string) => void }) {
  const { t } = useTexts();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, typography: 'body2' }}>
      <Box component="span" sx={{ color: 'text.secondary', minWidth: 130 }}>
        {label}
      </Box>
      {names.length ? names.map((name) => <Chip key={name} label={name} size="small" variant="outlined" onClick={() => choose(name)} />) : t('model.nothing')}
    </Box>
  );
}

function Columns({ table }: { table: ModelTable }) {
  const { t } = useTexts();
  const targets = (c: ModelColumn) => table.references.filter((r) => c.name !== 'tenant_id' && r.columns.includes(c.name)).map((r) => r.table);
  const columns: Column<ModelColumn>[] = [
    {
      id: 'name',
      head: t('model.col.name'),
      primary: true,
      cell: (c) => (
        <Box component="span" sx={{ display: 'inline-flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', fontWeight: 560 }}>
          {c.name}
          {c.key ? <StatusBadge tone="brand" icon={null}>{t('model.key')}</StatusBadge> : null}
          {c.secret ? <StatusBadge tone="quiet" icon={null}>{t('model.secret')}</StatusBadge> : null}
        </Box>
      ),
    },
    { id: 'type', head: t('model.col.type'), cell: (c) => (c.nullable ? `${c.type}, ${t('model.optional')}` : c.type) },
    { id: 'about', head: t('model.col.about'), cell: (c) => [c.about, ...targets(c).map((name) => `→ ${name}`)].filter(Boolean).join(' ') || absent },
  ];
  return <DataTable label={t('model.columns')} columns={columns} rows={table.columns} rowKey={(c) => c.name} />;
}

function Rows({ table }: { table: ModelTable }) {
  const { t } = useTexts();
  const may = useMe().data?.permissions.includes('READ_AUDIT') ?? false;
  const rows = useModelRows(table.name, may);
  return (
    <Panel title={t('model.first_rows')} lead={t(may ? 'model.first_rows_lead' : 'model.rows_denied')} flush>
      {may ? (
        <Loaded query={rows} heights={[180]}>
          {(page) => (page.rows.length ? <RowTable page={page} label={table.name} /> : <EmptyState title={t('model.rows_empty')} next={t('model.rows_empty_next')} />)}
        </Loaded>
      ) : null}
    </Panel>
  );
}

function RowTable({ page, label }: { page: ModelRows; label: string }) {
  const { t } = useTexts();
  return (
    <>
      <TableContainer tabIndex={0} role="region" aria-label={label} sx={{ maxHeight: 520 }} data-testid="model-rows">
        <Table stickyHeader size="small" aria-label={label} sx={{ '& td, & th': { fontSize: '0.8125rem', py: 0.75, maxWidth: 340, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }, '& th': { bgcolor: 'background.paper' } }}>
          <TableHead>
            <TableRow>
              {page.columns.map((name) => (
                <TableCell key={name}>{name}</TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {page.rows.map((row, i) => (
              <TableRow key={i}>
                {page.columns.map((name) => (
                  <TableCell key={name} className="figures" title={valueText(row[name])}>
                    {valueText(row[name])}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {page.more ? <Box sx={{ p: 2, typography: 'body2', color: 'text.secondary' }}>{t('model.more_rows')}</Box> : null}
    </>
  );
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return absent;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
