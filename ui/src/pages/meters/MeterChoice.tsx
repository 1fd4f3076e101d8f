import { Box, Button, Checkbox, FormControlLabel, MenuItem, Radio, RadioGroup, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { useChangeMeter, useMakeMeter, type NewMeter, type OfflineMeter } from '../../api/offline';
import type { SiteItem } from '../../api/types';
import { Complaint } from '../../control/OrderDialog';
import { EmptyState } from '../../design/States';
import { useTexts, type Texts } from '../../i18n/useTexts';

interface MeterChoiceProps {
  site: SiteItem;
  meters: readonly OfflineMeter[];
  chosen: string;
  /** Whether the reader may make and change meters. */
  may: boolean;
  choose: (id: string) => void;
}

/** The meters of a site to choose from, and the way to another one. */
export function MeterChoice({ site, meters, chosen, may, choose }: MeterChoiceProps) {
  const { t } = useTexts();
  const [adding, setAdding] = useState(false);
  const made = (meter: OfflineMeter) => {
    setAdding(false);
    choose(meter.id);
  };
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      {meters.length === 0 && !adding ? <EmptyState icon="channels" title={t('meters.none')} next={t(may ? 'meters.none_next' : 'meters.reader_next')} /> : null}
      {meters.length > 0 ? (
        <RadioGroup aria-label={t('meters.step.meter')} value={chosen} onChange={(e) => choose(e.target.value)}>
          {meters.map((m) => (
            <MeterLine key={m.id} meter={m} zone={site.time_zone} may={may} />
          ))}
        </RadioGroup>
      ) : null}
      {adding ? (
        <NewMeterForm site={site.id} made={made} cancel={() => setAdding(false)} />
      ) : may ? (
        <Button variant={meters.length ? 'outlined' : 'contained'} onClick={() => setAdding(true)} sx={{ alignSelf: meters.length ? 'flex-start' : 'center' }}>
          {t('meters.add')}
        </Button>
      ) : null}
    </Box>
  );
}

/** What a meter counts, in words. */
export function kindText(m: OfflineMeter, { t }: Texts): string {
  return m.reading_kind === 'COUNTER' || !m.period ? t('meters.readingKind.COUNTER') : t(`meters.period.${m.period}`);
}

function MeterLine({ meter, zone, may }: { meter: OfflineMeter; zone: string; may: boolean }) {
  const texts = useTexts();
  const { t, tn, format } = texts;
  const change = useChangeMeter();
  const retired = meter.archived_at !== null;
  const facts = [meter.unit, kindText(meter, texts), tn('meters.readings', meter.readings), ...(meter.last_at ? [t('meters.last', { at: format.date(meter.last_at, zone) })] : []), ...(retired ? [t('meters.retired')] : [])];
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', columnGap: 2, borderTop: 1, borderColor: 'divider', py: 0.5 }}>
      <FormControlLabel
        value={meter.id}
        control={<Radio />}
        label={
          <Box sx={{ py: 0.5 }}>
            <Box sx={{ fontWeight: 560 }}>{meter.name}</Box>
            <Box className="figures" sx={{ typography: 'body2', color: 'text.secondary' }}>{facts.join(' · ')}</Box>
          </Box>
        }
      />
      {may ? (
        <Button size="small" color="inherit" disabled={change.isPending} onClick={() => change.mutate({ meter, name: meter.name, archived: !retired })}>
          {t(retired ? 'meters.restore' : 'meters.retire')}
        </Button>
      ) : null}
      {change.error ? <Complaint problem={change.error} /> : null}
    </Box>
  );
}

function NewMeterForm({ site, made, cancel }: { site: string; made: (meter: OfflineMeter) => void; cancel: () => void }) {
  const { t } = useTexts();
  const make = useMakeMeter(site);
  const [draft, setDraft] = useState<NewMeter>({ name: '', unit: 'kWh', reading_kind: 'COUNTER', produced: false });
  const put = (next: Partial<NewMeter>) => setDraft({ ...draft, ...next });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { period, ...rest } = draft;
    make.mutate(draft.reading_kind === 'INTERVAL' ? { ...rest, period: period ?? '1mo' } : rest, { onSuccess: made });
  };
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
      <TextField autoFocus required size="small" label={t('meters.name')} value={draft.name} onChange={(e) => put({ name: e.target.value })} slotProps={{ htmlInput: { maxLength: 200 } }} sx={{ flex: '1 1 220px' }} />
      <TextField select size="small" label={t('meters.unit')} value={draft.unit} onChange={(e) => put({ unit: e.target.value as NewMeter['unit'] })} sx={{ minWidth: 96 }}>
        {(['Wh', 'kWh', 'MWh'] as const).map((u) => (
          <MenuItem key={u} value={u}>
            {u}
          </MenuItem>
        ))}
      </TextField>
      <TextField select size="small" label={t('meters.readingKind')} value={draft.reading_kind} onChange={(e) => put({ reading_kind: e.target.value as NewMeter['reading_kind'] })} sx={{ minWidth: 220 }}>
        {(['COUNTER', 'INTERVAL'] as const).map((n) => (
          <MenuItem key={n} value={n}>
            {t(`meters.readingKind.${n}`)}
          </MenuItem>
        ))}
      </TextField>
      {draft.reading_kind === 'INTERVAL' ? (
        <TextField select size="small" label={t('meters.period')} value={draft.period ?? '1mo'} onChange={(e) => put({ period: e.target.value as NonNullable<NewMeter['period']> })} sx={{ minWidth: 160 }}>
          {(['15m', '1h', '1d', '1mo'] as const).map((p) => (
            <MenuItem key={p} value={p}>
              {t(`meters.period.${p}`)}
            </MenuItem>
          ))}
        </TextField>
      ) : null}
      <FormControlLabel control={<Checkbox checked={draft.produced ?? false} onChange={(e) => put({ produced: e.target.checked })} />} label={t('meters.produced')} />
      <Box sx={{ display: 'flex', gap: 1.5 }}>
        <Button type="submit" variant="contained" disabled={make.isPending}>
          {t('meters.make')}
        </Button>
        <Button color="inherit" onClick={cancel}>
          {t('meters.cancel')}
        </Button>
      </Box>
      {make.error ? <Complaint problem={make.error} /> : null}
    </Box>
  );
}
