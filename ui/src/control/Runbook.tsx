import { Box, Button, Dialog, DialogActions, DialogContent } from '@mui/material';
import { useEffect, useState } from 'react';
import { runbookCodes } from '../gen/runbookCodes';
import { Icon } from '../design/icons';
import { useTexts } from '../i18n/useTexts';
import { Markdown } from './Markdown';

/** Cuts that an alarm stands behind: its runbook is what to read. */
const behind: Readonly<Record<string, string>> = {
  STALE_INPUT: 'STALE_DATA',
  GRID_PROTECTION: 'GRID_PROTECTION_TRIP',
  FAIL_SAFE_LIMIT: 'FAIL_SAFE_LIMIT_HOLDS',
  GRID_OPERATOR_FAIL_SAFE: 'GRID_OPERATOR_SILENT',
  GUARD_LOST: 'CONTROLLER_FAILED',
};

/** The runbook for a code, undefined where there is none. */
export function runbookOf(code: string): string | undefined {
  return [code, behind[code]].find((c) => c !== undefined && runbookCodes.includes(c));
}

/** A way to the runbook of a code; nothing where there is none. It needs no network beyond this page's own. */
export function RunbookLink({ code }: { code: string }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const runbook = runbookOf(code);
  if (runbook === undefined) return null;
  return (
    <>
      <Button size="small" startIcon={<Icon name="book" size={16} />} onClick={() => setOpen(true)} aria-label={t('control.runbook_of', { code: runbook })} sx={{ minHeight: 28, py: 0, px: 1, ml: 0.5, fontSize: '0.8125rem' }}>
        {t('control.runbook')}
      </Button>
      {open ? <RunbookDialog code={runbook} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RunbookDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const { t } = useTexts();
  const text = useRunbook(code);
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-label={t('control.runbook_of', { code })} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <DialogContent lang="en">{text === null ? t('loading') : <Markdown text={text} />}</DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Box sx={{ flex: 1, typography: 'caption', color: 'text.secondary' }}>{`docs/runbooks/${code}.md`}</Box>
        <Button onClick={onClose}>OK</Button>
      </DialogActions>
    </Dialog>
  );
}

function useRunbook(code: string): string | null {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let left = false;
    void import('../gen/runbooks').then(({ runbooks }) => {
      if (!left) setText(runbooks[code] ?? '');
    });
    return () => {
      left = true;
    };
  }, [code]);
  return text;
}
