import { Box, Button } from '@mui/material';
import { useState, type ReactNode } from 'react';
import type { BenchValue, Look } from '../api/panel';
import { DataTable, type Column } from '../design/DataTable';
import { Panel } from '../design/Panel';
import { StatusBadge } from '../design/StatusBadge';
import { useTexts, type Texts } from '../i18n/useTexts';
import { benchText } from './benchValue';

/** What a device says by a profile, and the lines for the site file. */
export function LookPanel({ look }: { look: Look }) {
  return (
    <>
      <LookValues look={look} />
      <Snippet text={look.snippet} />
    </>
  );
}

/** What a device says by a profile: every channel once, in our units, its direction in words. */
export function LookValues({ look, actions }: { look: Omit<Look, 'variant' | 'snippet'>; actions?: ReactNode }) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <Panel title={t('commission.values')} lead={[look.vendor, look.model, look.serial, look.version].filter(Boolean).join(' · ')} actions={actions} flush>
      <DataTable label={t('commission.values')} columns={columns(texts)} rows={look.values} rowKey={(v) => `${v.nature} ${v.channel}`} dense />
    </Panel>
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
