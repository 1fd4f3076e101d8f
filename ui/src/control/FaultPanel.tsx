import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { ControlFault } from '../api/types';
import { Icon } from '../design/icons';
import { Panel } from '../design/Panel';
import { StatusBadge } from '../design/StatusBadge';
import { useTexts } from '../i18n/useTexts';
import { useGive } from './acts';
import { OrderDialog } from './OrderDialog';
import { RunbookLink } from './Runbook';
import { because } from './wording';

/** Latched faults with what to do, and the clear. */
export function FaultPanel({ faults, zone }: { faults: readonly ControlFault[]; zone: string }) {
  const texts = useTexts();
  const { t, format } = texts;
  const give = useGive();
  const [asking, setAsking] = useState(false);
  return (
    <Panel
      title={t('control.faults')}
      flush
      sx={{ borderColor: 'error.main' }}
      actions={give ? <Button variant="contained" color="error" onClick={() => setAsking(true)}>{t('control.clear')}</Button> : null}
    >
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {faults.map((f) => (
          <Box component="li" key={`${f.by} ${f.code} ${f.asset}`} data-testid="fault" sx={{ display: 'grid', gridTemplateColumns: { xs: 'auto 1fr', md: 'auto 1fr auto' }, columnGap: 2, rowGap: 1, alignItems: 'center', px: { xs: 2, md: 3 }, py: 1.75, borderTop: 1, borderColor: 'divider' }}>
            <Box sx={{ width: 40, height: 40, borderRadius: '12px', display: 'grid', placeItems: 'center', bgcolor: 'soft.severe', color: 'error.main' }}>
              <Icon name="severe" size={22} />
            </Box>
            <Box sx={{ minWidth: 0 }}>
              <Box sx={{ fontWeight: 560 }}>{because(f.code, f.params, texts)}</Box>
              <Box sx={{ typography: 'body2', color: 'text.secondary' }}>
                {f.asset ? `${f.asset} · ` : ''}
                {t('control.fault_since', { by: f.by, time: format.dateTime(f.at, zone) })}
                <RunbookLink code={f.code} />
              </Box>
            </Box>
            <Box sx={{ gridColumn: { xs: 2, md: 'auto' } }}>
              <StatusBadge tone={f.lasts ? 'severe' : 'ok'}>{t(f.lasts ? 'control.fault_lasts' : 'control.fault_gone')}</StatusBadge>
            </Box>
          </Box>
        ))}
      </Box>
      {asking ? <OrderDialog title={t('control.clear')} lead={t('control.clear_lead')} compose={() => ({ kind: 'CLEAR_FAULT' })} onClose={() => setAsking(false)} /> : null}
    </Panel>
  );
}
