import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { DispatchCommand } from '../../api/plans';
import type { AssetItem, SiteItem } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { planned, spanText } from './tracking';

const tones: Record<DispatchCommand['execution_result'], Tone> = {
  PENDING: 'quiet', ISSUED: 'quiet', ACCEPTED: 'brand', EXECUTED: 'ok', CLAMPED: 'warning', EXPIRED: 'warning', MISSED: 'severe', CANCELLED: 'quiet', REJECTED: 'severe', FAILED: 'severe',
};

const first = 100;

interface CommandListProps {
  site: SiteItem;
  assets: readonly AssetItem[];
  commands: readonly DispatchCommand[];
}

/** What became of each command of a plan, and why it was cut or not sent. */
export function CommandList({ site, assets, commands }: CommandListProps) {
  const texts = useTexts();
  const { t, word } = texts;
  const [all, setAll] = useState(false);
  if (commands.length === 0) return <Box sx={{ px: 3, pb: 3, color: 'text.secondary' }}>{t('plans.no_command')}</Box>;
  const nature = new Map(assets.map((a) => [a.key, a.nature]));
  const name = new Map(assets.map((a) => [a.key, a.name]));
  const zone = site.time_zone;
  const columns: Column<DispatchCommand>[] = [
    { id: 'when', head: t('plans.col.when'), primary: true, cell: (c) => <span>{spanText(c.ts_scheduled, c.ends_at, zone, texts)}</span> },
    { id: 'what', head: t('plans.col.what'), cell: (c) => <span>{`${name.get(c.asset_key) ?? c.asset_key}: ${word('dispatch.type', c.command_type)} ${target(c, texts)}`}</span> },
    {
      id: 'result', head: t('plans.col.result'), cell: (c) => (
        <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
          <StatusBadge tone={tones[c.execution_result]} icon={c.execution_result === 'PENDING' || c.execution_result === 'ISSUED' ? 'clock' : undefined}>
            {word('dispatch.result', c.execution_result)}
          </StatusBadge>
        </Box>
      ),
    },
    { id: 'given', head: t('plans.col.given'), align: 'right', cell: (c) => (c.applied_watts === null ? '–' : kilowatts(c.applied_watts, texts)) },
    { id: 'why', head: t('plans.col.why'), cell: (c) => <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{why(c, nature.get(c.asset_key) ?? '', texts)}</Box> },
  ];
  return (
    <>
      <DataTable label={t('plans.commands')} columns={columns} rows={all ? commands : commands.slice(0, first)} rowKey={(c) => c.id} dense />
      {!all && commands.length > first ? <Button onClick={() => setAll(true)} sx={{ m: 2, alignSelf: 'center' }}>{t('plans.more')}</Button> : null}
    </>
  );
}

function kilowatts(watts: number, { format }: Texts): string {
  return `${format.number(watts / 1000, 2)} kW`;
}

function target(c: DispatchCommand, texts: Texts): string {
  return kilowatts(c.target_value, texts) + (c.ramp_rate ? `, ${texts.format.number(c.ramp_rate / 1000, 2)} kW/s` : '');
}

/** Why a command was cut, refused, not sent or ended; empty where it was carried out as planned. */
export function why(c: DispatchCommand, nature: string, texts: Texts): string {
  const said = texts.language === 'de' ? c.text_de : c.text_en;
  const less = c.applied_watts !== null && Math.abs(c.applied_watts) < Math.abs(planned(c, nature));
  return [said || (less ? texts.t('plans.cut') : ''), c.released ? texts.t('plans.released') : ''].filter(Boolean).join(' · ');
}
