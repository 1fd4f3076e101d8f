import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { ControlAsset, ControlOverride, ControlReport } from '../api/types';
import { Icon } from '../design/icons';
import { Panel } from '../design/Panel';
import { useTexts } from '../i18n/useTexts';
import { ageText } from '../lib/age';
import { newOrderID, useGive } from './acts';
import { Complaint } from './OrderDialog';
import { because, kindOfAsset, person, upperFirst, wanted } from './wording';

interface OverridePanelProps {
  report: ControlReport;
  /** The edge's time now. */
  now: number;
  names: ReadonlyMap<string, string>;
}

/** What is taken by hand, how long it still holds, and its end. */
export function OverridePanel({ report, now, names }: OverridePanelProps) {
  const { t } = useTexts();
  return (
    <Panel title={t('override.title')} flush>
      {report.overrides.length === 0 ? (
        <Box sx={{ px: { xs: 2, md: 3 }, pb: 2.5, color: 'text.secondary' }}>{t('override.none')}</Box>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {report.overrides.map((o) => (
            <Row key={o.id} override={o} asset={report.assets.find((a) => a.key === o.asset)} now={now} zone={report.time_zone} names={names} />
          ))}
        </Box>
      )}
    </Panel>
  );
}

function Row({ override: o, asset, now, zone, names }: { override: ControlOverride; asset: ControlAsset | undefined; zone: string } & Omit<OverridePanelProps, 'report'>) {
  const texts = useTexts();
  const { t, format } = texts;
  const until = Date.parse(o.until);
  const left = until - now;
  const cut = asset?.cuts.find((c) => c.by === 'operator');
  return (
    <Box component="li" data-testid="override" sx={{ display: 'grid', gridTemplateColumns: { xs: 'auto 1fr', sm: 'auto 1fr auto' }, columnGap: 2, rowGap: 1, alignItems: 'center', px: { xs: 2, md: 3 }, py: 1.75, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ width: 40, height: 40, borderRadius: '12px', display: 'grid', placeItems: 'center', bgcolor: 'surface.brandSoft', color: 'primary.main' }}>
        <Icon name="hand" size={22} />
      </Box>
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ fontWeight: 600 }}>
          {asset?.name ?? o.asset}: {upperFirst(wanted(asset ? kindOfAsset(asset) : 'battery', o.watts, texts))}
        </Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary' }} className="figures">
          {left > 0 ? t('override.left', { age: ageText(left, t), time: format.time(until, zone) }) : t('override.over')} · {t('override.by', { by: person(o.by, names, t) })} · “{o.reason}”
        </Box>
        <Box sx={{ typography: 'body2', color: cut ? 'warning.main' : 'success.main', fontWeight: 560 }} data-testid="override-fate">
          {cut ? t('override.cut', { why: because(cut.code, cut.params, texts) }) : t('override.full')}
        </Box>
      </Box>
      <End override={o} asset={asset?.name ?? o.asset} />
    </Box>
  );
}

function End({ override: o, asset }: { override: ControlOverride; asset: string }) {
  const { t } = useTexts();
  const give = useGive();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  if (give === null) return null;
  const end = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await give({ id: newOrderID(), kind: 'RELEASE', payload: { command_id: o.id }, reason: t('order.ended_reason') });
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <Box sx={{ gridColumn: { xs: 2, sm: 'auto' }, display: 'flex', flexDirection: 'column', gap: 1, alignItems: { sm: 'flex-end' } }}>
      <Button variant="outlined" onClick={() => void end()} disabled={busy} aria-label={t('override.end_for', { asset })}>
        {t('override.end')}
      </Button>
      {problem === null ? null : <Complaint problem={problem} />}
    </Box>
  );
}
