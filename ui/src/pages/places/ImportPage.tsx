import { Box, Button, Link as TextLink } from '@mui/material';
import { useRef, useState, type DragEvent } from 'react';
import { Link } from 'react-router';
import { useImport, type ImportFile, type ImportReport } from '../../api/places';
import { useMe } from '../../api/queries';
import { Complaint } from '../../control/OrderDialog';
import { Icon } from '../../design/icons';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { ImportView } from './ImportView';
import { kilobytes, templates } from './templates';

/** Takes sites and what stands there over from files: checked first, then stored whole or not at all. */
export default function ImportPage() {
  const { t } = useTexts();
  const may = useMe().data?.permissions.includes('PLACES') ?? false;
  return (
    <Page
      title={t('import.title')}
      lead={t('import.lead')}
      aside={
        <Button component={Link} to="/places" variant="outlined">
          {t('import.back')}
        </Button>
      }
    >
      {may ? (
        <Importing />
      ) : (
        <Panel>
          <EmptyState icon="site" title={t('import.reader')} next={t('import.reader_next')} />
        </Panel>
      )}
    </Page>
  );
}

function Importing() {
  const { t } = useTexts();
  const [files, setFiles] = useState<ImportFile[]>([]);
  const take = useImport();
  const choose = (next: ImportFile[]) => {
    take.reset(); // what was said of other files would mislead
    setFiles(next);
  };
  const clean = take.data !== undefined && take.data.problems.length === 0 && !take.data.stored;
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
      <Panel title={t('import.files')} lead={t('import.files_lead')}>
        <FileField files={files} onChange={choose} />
        <Templates />
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, mt: 3 }}>
          <Button variant={clean ? 'outlined' : 'contained'} disabled={files.length === 0 || take.isPending} onClick={() => take.mutate({ files, dry: true })}>
            {t(take.isPending ? 'import.busy' : 'import.check')}
          </Button>
          <Button variant={clean ? 'contained' : 'outlined'} disabled={!clean || take.isPending} onClick={() => take.mutate({ files, dry: false })}>
            {t('import.store')}
          </Button>
        </Box>
        {take.error ? (
          <Box sx={{ mt: 2 }}>
            <Complaint problem={take.error} />
          </Box>
        ) : null}
      </Panel>
      {take.data ? <Outcome report={take.data} /> : null}
    </Box>
  );
}

function Outcome({ report }: { report: ImportReport }) {
  const { t, tn } = useTexts();
  const title = report.problems.length ? tn('import.problems', report.problems.length) : t(report.stored ? 'import.stored' : 'import.clean');
  return (
    <Panel title={title} lead={report.problems.length ? t('import.nothing_stored') : undefined} flush>
      <ImportView report={report} />
    </Panel>
  );
}

interface FileFieldProps {
  files: readonly ImportFile[];
  onChange: (files: ImportFile[]) => void;
}

/** Files by choice or by dropping them; one of the same name replaces the one before. */
function FileField({ files, onChange }: FileFieldProps) {
  const { t, format } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const add = async (list: FileList | null) => {
    const read = await Promise.all([...(list ?? [])].map(async (f) => ({ name: f.name, content: await f.text() })));
    onChange([...files.filter((f) => !read.some((r) => r.name === f.name)), ...read]);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void add(event.dataTransfer.files);
  };
  return (
    <Box>
      <Box
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        sx={{ border: 2, borderStyle: 'dashed', borderColor: over ? 'primary.main' : 'divider', bgcolor: over ? 'surface.brandSoft' : 'surface.sunken', borderRadius: '12px', p: 3, display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center', justifyContent: 'center' }}
      >
        <Icon name="download" />
        <Box sx={{ color: 'text.secondary' }}>{t('import.drop')}</Box>
        <Button variant="outlined" onClick={() => input.current?.click()}>
          {t('import.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          accept=".csv,.yaml,.yml"
          aria-label={t('import.choose')}
          data-testid="import-files"
          className="visually-hidden"
          onChange={(e) => {
            void add(e.target.files);
          }}
        />
      </Box>
      <Box component="ul" aria-label={t('import.chosen')} sx={{ listStyle: 'none', m: 0, p: 0, mt: files.length ? 2 : 0 }}>
        {files.map((f) => (
          <Box component="li" key={f.name} sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 2, py: 0.5, borderTop: 1, borderColor: 'divider' }}>
            <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              {f.name} <Box component="span" className="figures" sx={{ color: 'text.secondary', typography: 'body2' }}>{`${format.number(kilobytes(f.content), 1)}\u202fkB`}</Box>
            </Box>
            <Button size="small" color="inherit" aria-label={t('import.leave_out_of', { name: f.name })} onClick={() => onChange(files.filter((other) => other !== f))}>
              {t('import.leave_out')}
            </Button>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

/** Files to begin with. */
function Templates() {
  const { t } = useTexts();
  return (
    <Box sx={{ typography: 'body2', color: 'text.secondary', mt: 2, display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5 }}>
      <span>{t('import.templates')}</span>
      {templates.map((f) => (
        <TextLink key={f.name} href={`data:text/plain;charset=utf-8,${encodeURIComponent(f.content)}`} download={f.name} sx={{ display: 'inline-block', minHeight: 24 }}>
          {f.name}
        </TextLink>
      ))}
    </Box>
  );
}
