import { Box, Button } from '@mui/material';
import { withQuery } from '../../api/client';
import type { FullReport, Gap, Report } from '../../api/reports';
import { DataTable, type Column } from '../../design/DataTable';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { Stat } from '../../design/Stat';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { CourseChart } from './CourseChart';
import { FigureTable } from './FigureTable';
import { energy, partText, periodText, share } from './labels';
import { VersionState } from './ReportList';

/** One version of a report: its figures, its course, its gaps, where it comes from, and its files. */
export function ReportView({ full, show }: { full: FullReport; show: (id: string) => void }) {
  const { t, format } = useTexts();
  const { report } = full;
  return (
    <Box component="article" data-testid="report" aria-label={report.subject.name} sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
      <Panel title={<Heading full={full} />} lead={<Lead full={full} />} actions={<Files full={full} />}>
        <FigureGrid report={report} />
        <Origin full={full} show={show} />
      </Panel>
      <Panel title={t(`reports.course.${report.period}`)} flush>
        <Box sx={{ px: { xs: 2, md: 3 }, pb: 2 }}>
          <CourseChart report={report} />
        </Box>
        <FigureTable label={t(`reports.course.${report.period}`)} head={t('reports.time')} rows={report.parts} name={(p) => partText(format, report, p)} />
      </Panel>
      {report.sites.length > 1 ? (
        <Panel title={t('reports.of_sites')} flush>
          <FigureTable label={t('reports.of_sites')} head={t('reports.site')} rows={report.sites} name={(s) => (s.measured ? s.name : `${s.name} (${t('reports.unmeasured')})`)} />
        </Panel>
      ) : null}
      <Gaps report={report} />
    </Box>
  );
}

function Heading({ full: { report, version } }: { full: FullReport }) {
  const texts = useTexts();
  return (
    <Box component="span" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.75 }}>
      <span>
        {report.subject.name} · {periodText(texts, report.period, report.first_day)}
      </span>
      <VersionState version={version} />
    </Box>
  );
}

function Lead({ full: { report, version } }: { full: FullReport }) {
  const { t, format } = useTexts();
  const covered = share(format, report.total.coverage_bp);
  return (
    <>
      {covered ? t('reports.covered', { share: join(covered), zone: report.time_zone }) : null}
      {version.closed ? null : <Box>{t('reports.provisional_help')}</Box>}
      {version.newest ? null : <Box>{t('reports.replaced_help')}</Box>}
    </>
  );
}

function Files({ full: { version } }: { full: FullReport }) {
  const { t, language } = useTexts();
  const path = `/api/reports/${version.id}/file`;
  return (
    <Box sx={{ display: 'flex', gap: 1 }}>
      <Button component="a" size="small" variant="outlined" href={withQuery(path, { format: 'csv' })} download title={t('reports.csv_help')} startIcon={<Icon name="download" size={18} />}>
        {t('reports.csv')}
      </Button>
      <Button component="a" size="small" variant="outlined" href={withQuery(path, { format: 'html', language })} target="_blank" title={t('reports.print_help')} startIcon={<Icon name="print" size={18} />}>
        {t('reports.print')}
      </Button>
    </Box>
  );
}

function FigureGrid({ report }: { report: Report }) {
  const { t, format } = useTexts();
  const f = report.total;
  const bp = (n: number | null) => (n === null ? null : n / 10_000);
  const peak = f.peak ? t('kpi.peak_at', { time: format.dateTime(f.peak.from, report.time_zone) }) : undefined;
  return (
    <Box data-testid="report-figures" sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', sm: 'repeat(3, 1fr)', lg: 'repeat(5, 1fr)' }, columnGap: 3, rowGap: 2.5 }}>
      <Stat label={t('kpi.import')} quantity={energy(format, f.import_wh)} icon="grid" kind="grid" />
      <Stat label={t('kpi.export')} quantity={energy(format, f.export_wh)} icon="grid" kind="grid" />
      <Stat label={t('kpi.pv')} quantity={energy(format, f.pv_wh)} icon="solar" kind="solar" />
      <Stat label={t('kpi.load')} quantity={energy(format, f.load_wh)} icon="load" kind="load" />
      <Stat label={t('kpi.peak')} quantity={f.peak ? format.power(f.peak.watts) : null} note={peak} icon="grid" kind="grid" />
      <Stat label={t('kpi.charged')} quantity={energy(format, f.charged_wh)} icon="battery" kind="battery" />
      <Stat label={t('reports.discharged')} quantity={energy(format, f.discharged_wh)} icon="battery" kind="battery" />
      <Stat label={t('kpi.self_consumption')} quantity={share(format, f.self_consumption_bp)} share={bp(f.self_consumption_bp)} icon="solar" kind="solar" />
      <Stat label={t('kpi.self_sufficiency')} quantity={share(format, f.self_sufficiency_bp)} share={bp(f.self_sufficiency_bp)} icon="site" />
      <Stat label={t('reports.coverage')} quantity={share(format, f.coverage_bp)} share={bp(f.coverage_bp)} icon="info" />
    </Box>
  );
}

function Origin({ full: { version }, show }: { full: FullReport; show: (id: string) => void }) {
  const { t } = useTexts();
  const line = (label: string, value: string) => (
    <Box sx={{ minWidth: 0 }}>
      <Box component="dt" sx={{ color: 'text.secondary' }}>
        {label}
      </Box>
      <Box component="dd" sx={{ m: 0, fontFamily: 'monospace', overflowWrap: 'anywhere' }}>
        {value}
      </Box>
    </Box>
  );
  return (
    <Box sx={{ mt: 3, pt: 2, borderTop: 1, borderColor: 'divider', typography: 'caption', display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 2 }}>
      <Box sx={{ typography: 'body2', fontWeight: 560 }}>{t('reports.version', { version: version.version })}</Box>
      {version.replaces ? (
        <Button size="small" onClick={() => show(version.replaces ?? '')}>
          {t('reports.replaces', { version: version.version - 1 })}
        </Button>
      ) : null}
      <Box component="dl" sx={{ m: 0, display: 'grid', gap: 1, gridTemplateColumns: { lg: '1fr 1fr' }, flex: '1 1 320px', columnGap: 4 }}>
        {line(t('reports.hash'), version.hash)}
        {line(t('reports.data'), version.data_hash)}
      </Box>
    </Box>
  );
}

function Gaps({ report }: { report: Report }) {
  const { t, tn, format } = useTexts();
  const columns: Column<Gap>[] = [
    { id: 'channel', head: t('reports.channel'), primary: true, cell: (g) => g.channel },
    ...(report.sites.length > 1 ? [{ id: 'site', head: t('reports.site'), cell: (g: Gap) => g.site }] : []),
    { id: 'from', head: t('reports.from'), cell: (g) => format.dateTime(g.from, report.time_zone) },
    { id: 'to', head: t('reports.to'), cell: (g) => format.dateTime(g.to, report.time_zone) },
  ];
  if (report.gaps.length === 0) {
    return (
      <Panel title={t('reports.gaps')}>
        <Box sx={{ color: 'success.main', fontWeight: 560, display: 'flex', gap: 1, alignItems: 'center' }}>
          <Icon name="ok" />
          {t('reports.no_gap')}
        </Box>
      </Panel>
    );
  }
  return (
    <Panel title={t('reports.gaps')} lead={t('reports.gaps_lead')} flush>
      <DataTable label={t('reports.gaps')} columns={columns} rows={report.gaps} rowKey={(g) => g.site + g.channel + g.from} />
      {report.more_gaps ? <Box sx={{ p: 2, color: 'text.secondary', typography: 'body2' }}>{tn('reports.more_gaps', report.more_gaps)}</Box> : null}
    </Panel>
  );
}
