import { Alert, Box, Button, MenuItem, TextField } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { useSite } from '../../api/queries';
import { useChangeTariff, type Tariff, type TariffVersion, type TariffWindow } from '../../api/tariffs';
import { Complaint } from '../../control/OrderDialog';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { useTexts } from '../../i18n/useTexts';
import { ChangeDialog } from './ChangeDialog';
import { EndDialog } from './EndDialog';
import { TariffDialog } from './TariffDialog';
import { sayingOf, WeekHeat } from './WeekHeat';
import { clockText, costText, validText, whenText } from './words';

/** The version that holds at an instant, else the last that holds at some time, else the last. */
export function versionAt(versions: readonly TariffVersion[], now: number): TariffVersion | undefined {
  const holds = versions.filter((v) => v.valid_to !== v.valid_from);
  const at = (v: TariffVersion) => Date.parse(v.valid_from) <= now && (!v.valid_to || Date.parse(v.valid_to) > now);
  return holds.find(at) ?? holds.at(-1) ?? versions.at(-1);
}

type Open = 'version' | 'end' | 'change' | null;

/** One tariff: a week of one of its versions, its rates, its components, and what can be done with it. */
export function TariffView({ tariff, may }: { tariff: Tariff; may: boolean }) {
  const texts = useTexts();
  const { t } = texts;
  const [now] = useState(() => Date.now());
  const [chosen, choose] = useState('');
  const [open, setOpen] = useState<Open>(null);
  const site = useSite(tariff.site_id).data;
  const v = tariff.versions.find((one) => one.id === chosen) ?? versionAt(tariff.versions, now);
  if (!v) return null;
  const ended = v.valid_to !== undefined && v.valid_to !== null && (v.valid_to === v.valid_from || Date.parse(v.valid_to) <= now);
  const close = () => setOpen(null);
  return (
    <>
      <Panel
        title={tariff.name}
        lead={t('tariffs.week_lead', { unit: `${v.currency}/kWh`, clock: clockText(v, texts) })}
        actions={may ? <Actions tariff={tariff} ended={ended} open={setOpen} /> : null}
      >
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
          <TextField select size="small" label={t('tariffs.version')} value={v.id} onChange={(e) => choose(e.target.value)} sx={{ maxWidth: 460 }}>
            {tariff.versions.map((one) => (
              <MenuItem key={one.id} value={one.id}>
                {validText(one, texts)}
              </MenuItem>
            ))}
          </TextField>
          <WeekHeat key={v.id} windows={v.windows} unit={`${v.currency}/kWh`} month={new Date(now).getUTCMonth() + 1} />
          <Unpriced windows={v.unpriced} />
        </Box>
      </Panel>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', xl: '1fr 1fr' }, gap: { xs: 2, md: 3 }, alignItems: 'start' }}>
        <Panel title={t('tariffs.components')} flush>
          <Components version={v} />
        </Panel>
        <Panel title={t('tariffs.windows')} flush>
          <Windows windows={v.windows} unit={`${v.currency}/kWh`} />
        </Panel>
      </Box>
      {open === 'version' && site ? <TariffDialog site={site} of={tariff} from={v} onClose={close} made={() => choose('')} /> : null}
      {open === 'end' ? <EndDialog version={v} onClose={close} /> : null}
      {open === 'change' ? <ChangeDialog tariff={tariff} onClose={close} /> : null}
    </>
  );
}

function Actions({ tariff, ended, open }: { tariff: Tariff; ended: boolean; open: (what: Open) => void }) {
  const { t } = useTexts();
  const change = useChangeTariff();
  const out = tariff.archived_at !== null;
  const { name, market_region, contract_id } = tariff;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      {out ? null : (
        <>
          <Button variant="contained" onClick={() => open('version')}>
            {t('tariffs.add_version')}
          </Button>
          {ended ? null : (
            <Button variant="outlined" onClick={() => open('end')}>
              {t('tariffs.end_version')}
            </Button>
          )}
          <Button variant="outlined" onClick={() => open('change')}>
            {t('tariffs.change')}
          </Button>
        </>
      )}
      <Button color="inherit" disabled={change.isPending} onClick={() => change.mutate({ tariff, head: { name, market_region: market_region ?? '', contract_id: contract_id ?? null }, archived: !out })}>
        {t(out ? 'tariffs.restore' : 'tariffs.archive')}
      </Button>
      {change.error ? <Complaint problem={change.error} /> : null}
    </Box>
  );
}

/** Says which hours nobody prices; nothing where there are none. */
export function Unpriced({ windows }: { windows: readonly TariffWindow[] }): ReactNode {
  const texts = useTexts();
  if (windows.length === 0) return null;
  return (
    <Alert severity="warning" data-testid="tariff-unpriced">
      {texts.t('tariffs.unpriced')}: {windows.map((w) => whenText(w, texts)).join('; ')}
    </Alert>
  );
}

function Windows({ windows, unit }: { windows: readonly TariffWindow[]; unit: string }) {
  const texts = useTexts();
  const { t, word } = texts;
  const columns: Column<TariffWindow>[] = [
    { id: 'when', head: t('tariffs.col.window'), primary: true, cell: (w) => <span>{whenText(w, texts) + (w.peak_flag ? ` · ${t('tariffs.peak')}` : '')}</span> },
    { id: 'buy', head: t('tariffs.col.buy'), align: 'right', cell: (w) => <span>{sayingOf(w, unit, texts)}</span> },
    { id: 'sell', head: t('tariffs.col.sell'), align: 'right', cell: (w) => (w.sell_rate === null ? word('tariffs.unknown', w.sell_unknown ?? 'UNPRICED') : `${w.sell_rate} ${unit}`) },
  ];
  return <DataTable dense label={t('tariffs.windows')} columns={columns} rows={windows} rowKey={(w) => w.time_window} />;
}

function Components({ version }: { version: TariffVersion }) {
  const texts = useTexts();
  const { t, word } = texts;
  type Row = TariffVersion['components'][number];
  const columns: Column<Row>[] = [
    { id: 'name', head: t('tariffs.col.name'), primary: true, cell: (c) => <span>{c.name}</span> },
    { id: 'kind', head: t('tariffs.col.kind'), cell: (c) => <span>{[word('tariffs.kind', c.kind), ...(c.basis ? [word('tariffs.basis', c.basis)] : [])].join(' · ')}</span> },
    { id: 'price', head: t('tariffs.col.price'), align: 'right', cell: (c) => `${costText(c, texts)} ${unitText(c.unit, texts.word)}` },
  ];
  return <DataTable dense label={t('tariffs.components')} columns={columns} rows={version.components} rowKey={(c) => c.name} />;
}

// EUR/kW/MONTH in the reader's words.
function unitText(unit: string, word: (group: string, value: string) => string): string {
  return unit.split('/').map((part) => word('tariffs.period', part)).join('/');
}
