import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { ImportProblem, ImportReport } from '../../api/places';
import { reasonText } from '../../api/reasons';
import { DataTable, type Column } from '../../design/DataTable';
import { useTexts } from '../../i18n/useTexts';

const first = 200;

/** What an import comes to: every problem with its place, else how many rows of which kind become what. */
export function ImportView({ report }: { report: ImportReport }) {
  return report.problems.length ? <Problems problems={report.problems} /> : <Counts report={report} />;
}

function Problems({ problems }: { problems: readonly ImportProblem[] }) {
  const { t, language } = useTexts();
  const [all, setAll] = useState(false);
  const shown = (all ? problems : problems.slice(0, first)).map((p, i) => ({ ...p, id: String(i) }));
  const text = (p: ImportProblem) => reasonText(language, p.reason_code, p.params) ?? (language === 'de' ? p.text_de : p.text_en);
  const columns: Column<ImportProblem & { id: string }>[] = [
    { id: 'place', head: t('import.col.place'), primary: true, cell: (p) => <Box component="span" data-testid="import-problem" sx={{ whiteSpace: { md: 'nowrap' } }}>{`${p.file}:${p.line}`}</Box> },
    { id: 'field', head: t('import.col.field'), cell: (p) => <Box component="span" sx={{ whiteSpace: 'nowrap' }}>{p.field || '–'}</Box> },
    { id: 'what', head: t('import.col.what'), cell: (p) => <Box sx={{ overflowWrap: 'anywhere' }}>{text(p)}</Box> },
  ];
  return (
    <>
      <DataTable label={t('import.list')} columns={columns} rows={shown} rowKey={(p) => p.id} />
      {shown.length < problems.length ? (
        <Button onClick={() => setAll(true)} sx={{ m: 2, alignSelf: 'center' }}>
          {t('import.all')}
        </Button>
      ) : null}
    </>
  );
}

const kinds = ['org_nodes', 'sites', 'assets', 'evses', 'grid_connections', 'grid_constraints', 'energy_contracts', 'asset_contract_links'] as const;

function Counts({ report }: { report: ImportReport }) {
  const { t, format } = useTexts();
  const count = (kind: string, outcome: string) => report.rows.filter((r) => r.kind === kind && r.outcome === outcome).length;
  const rows = kinds.filter((kind) => report.rows.some((r) => r.kind === kind)).map((kind) => ({ kind, made: count(kind, 'MADE'), changed: count(kind, 'CHANGED'), same: count(kind, 'SAME') }));
  const figure = (n: number) => format.number(n, 0);
  const columns: Column<(typeof rows)[number]>[] = [
    { id: 'kind', head: t('import.col.kind'), primary: true, cell: (r) => t(`import.kind.${r.kind}`) },
    { id: 'made', head: t('import.col.made'), align: 'right', cell: (r) => figure(r.made) },
    { id: 'changed', head: t('import.col.changed'), align: 'right', cell: (r) => figure(r.changed) },
    { id: 'same', head: t('import.col.same'), align: 'right', cell: (r) => figure(r.same) },
  ];
  return <DataTable label={t('import.counts')} columns={columns} rows={rows} rowKey={(r) => r.kind} />;
}
