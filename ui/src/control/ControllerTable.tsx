import { Box } from '@mui/material';
import type { ControllerState } from '../api/types';
import { DataTable, type Column } from '../design/DataTable';
import { StatusBadge } from '../design/StatusBadge';
import { useTexts, type Texts } from '../i18n/useTexts';
import { ageText } from '../lib/age';
import { absent } from '../lib/format';
import { RunbookLink } from './Runbook';
import { because, shortTime } from './wording';

/** Every controller: its class, whether it is asked, what it asks for and whom it holds. */
export function ControllerTable({ controllers }: { controllers: readonly ControllerState[] }) {
  const texts = useTexts();
  return <DataTable label={texts.t('controllers.title')} columns={columns(texts)} rows={controllers} rowKey={(c) => c.id} />;
}

function columns(texts: Texts): Column<ControllerState>[] {
  const { t, word, format } = texts;
  const count = (n: number) => (n === 0 ? absent : format.number(n, 0));
  return [
    {
      id: 'controller',
      head: t('controllers.col.controller'),
      primary: true,
      cell: (c) => (
        <Box>
          <Box sx={{ fontWeight: 600 }}>{c.id}</Box>
          <Box sx={{ typography: 'caption', color: 'text.secondary', fontWeight: 400 }}>{c.type}</Box>
        </Box>
      ),
    },
    { id: 'class', head: t('controllers.col.class'), cell: (c) => word('class', c.class) },
    { id: 'state', head: t('controllers.col.state'), cell: (c) => <State controller={c} texts={texts} /> },
    { id: 'requests', head: t('controllers.col.requests'), align: 'right', cell: (c) => count(c.requests) },
    { id: 'cuts', head: t('controllers.col.cuts'), align: 'right', cell: (c) => count(c.cuts) },
    {
      id: 'binds',
      head: t('controllers.col.binds'),
      align: 'right',
      cell: (c) => (
        <Box>
          {count(c.binds)}
          {c.binding_s > 0 ? <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{t('controllers.binding', { age: ageText(c.binding_s * 1000, t) })}</Box> : null}
        </Box>
      ),
    },
    { id: 'took', head: t('controllers.col.took'), align: 'right', cell: (c) => t('controllers.took', { mean: shortTime(c.took_us, texts), most: shortTime(c.took_max_us, texts) }) },
  ];
}

function State({ controller: c, texts }: { controller: ControllerState; texts: Texts }) {
  const { t } = texts;
  if (c.benched) {
    return (
      <Box>
        <StatusBadge tone="severe">{t('controllers.benched')}</StatusBadge>
        <Box sx={{ typography: 'caption', color: 'text.secondary', mt: 0.5 }}>
          {because(c.code, c.params, texts)}
          {c.code ? <RunbookLink code={c.code} /> : null}
        </Box>
      </Box>
    );
  }
  return c.armed ? <StatusBadge tone="ok">{t('controllers.armed')}</StatusBadge> : <StatusBadge tone="quiet" icon={null}>{t('controllers.unarmed')}</StatusBadge>;
}
