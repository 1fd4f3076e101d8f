import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { BenchValue, Look } from '../api/panel';
import { DataTable, type Column } from '../design/DataTable';
import { Panel } from '../design/Panel';
import { StatusBadge } from '../design/StatusBadge';
import { useTexts, type Texts } from '../i18n/useTexts';
import { benchText } from './benchValue';

/** What a device says by a profile, and the lines for the site file. */
export function LookPanel({ look }: { look: Look }) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <>
      <Panel title={t('commission.values')} lead={[look.vendor, look.model, look.serial, look.version].filter(Boolean).join(' · ')} flush>
        <DataTable label={t('commission.values')} columns={columns(texts)} rows={look.values} rowKey={(v) => `${v.nature} ${v.channel}`} dense />
      </Panel>
      <Snippet text={look.snippet} />
    </>
  );
}

function columns(texts: Texts): Column<BenchValue>[] {
  const { t, word } = texts;
  return [
    {
      id: 'channel',
      head: t('commission.col.channel'),
      primary: true,
      cell: (v) => (
        <span>
          <Box component="span" sx={{ fontWeight: 560 }}>{v.channel}</Box>{' '}
          <Box component="span" sx={{ color: 'text.secondary', fontWeight: 400 }}>{v.nature}</Box>
        </span>
      ),
    },
    { id: 'value', head: t('commission.col.value'), align: 'right', cell: (v) => benchText(v, texts) },
    { id: 'quality', head: t('commission.col.quality'), cell: (v) => (v.quality === 'GOOD' ? word('quality', v.quality) : <StatusBadge tone="warning">{word('quality', v.quality)}</StatusBadge>) },
  ];
}

function Snippet({ text }: { text: string }) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  const button = navigator.clipboard ? (
    <Button variant="outlined" size="small" onClick={() => void copy()} sx={{ minHeight: 36 }}>
      {t(copied ? 'commission.copied' : 'commission.copy')}
    </Button>
  ) : null;
  return (
    <Panel title={t('commission.snippet')} lead={t('commission.snippet_lead')} actions={button}>
      <Box component="pre" tabIndex={0} data-testid="snippet" aria-label={t('commission.snippet')} sx={{ m: 0, p: 2, bgcolor: 'surface.sunken', borderRadius: '10px', overflowX: 'auto', typography: 'body2', fontFamily: 'ui-monospace, monospace' }}>
        {text}
      </Box>
    </Panel>
  );
}
