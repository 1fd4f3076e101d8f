import { Box, MenuItem, TextField, type Theme } from '@mui/material';
import { useState } from 'react';
import type { TariffWindow } from '../../api/tariffs';
import { Choice } from '../../design/Choice';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { heatOf, ratesOf, weekdays, weekOf, type Segment } from './heat';
import { monthName } from './words';

interface WeekHeatProps {
  windows: readonly TariffWindow[];
  /** The currency per kWh. */
  unit: string;
  /** The month that is shown first, from 1. */
  month: number;
}

/** A week of a month in the hours of the tariff's clock: the dearer an hour the darker, what has no number hatched. */
export function WeekHeat({ windows, unit, month: first }: WeekHeatProps) {
  const texts = useTexts();
  const { t, language } = texts;
  const [month, setMonth] = useState(first);
  const [days, setDays] = useState<'plain' | 'holiday'>('plain');
  const week = weekOf(windows, month, days === 'holiday');
  const rates = ratesOf(windows);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <TextField select size="small" label={t('tariffs.month')} value={month} onChange={(e) => setMonth(Number(e.target.value))} sx={{ minWidth: 140 }}>
          {Array.from({ length: 12 }, (_, i) => (
            <MenuItem key={i} value={i + 1}>
              {monthName(i + 1, language)}
            </MenuItem>
          ))}
        </TextField>
        {windows.some((w) => w.holiday) ? (
          <Choice label={t('tariffs.days')} value={days} options={(['plain', 'holiday'] as const).map((value) => ({ value, label: t(`tariffs.days.${value}`) }))} onChange={setDays} />
        ) : null}
      </Box>
      <Box role="img" aria-label={t('tariffs.week')} data-testid="tariff-week" sx={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 1.5, rowGap: '3px', alignItems: 'center' }}>
        {weekdays.map((day) => (
          <Box key={day} sx={{ display: 'contents' }}>
            <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{t(`tariffs.day.${day}`)}</Box>
            <Box sx={{ display: 'flex', height: { xs: 26, md: 34 } }}>
              {week[day].map((s) => (
                <Part key={s.from} segment={s} rates={rates} unit={unit} texts={texts} />
              ))}
            </Box>
          </Box>
        ))}
        <span />
        <Box aria-hidden className="figures" sx={{ display: 'flex', justifyContent: 'space-between', typography: 'caption', color: 'text.secondary' }}>
          {['00', '06', '12', '18', '24'].map((hour) => (
            <span key={hour}>{hour}</span>
          ))}
        </Box>
      </Box>
      <Legend windows={windows} rates={rates} unit={unit} texts={texts} />
    </Box>
  );
}

// The shade of a rate: brand on paper, never so light that it is taken for nothing.
function shade(heat: number) {
  return ({ vars }: Theme) => `color-mix(in srgb, ${vars!.palette.primary.main} ${Math.round(18 + heat * 72)}%, ${vars!.palette.background.paper})`;
}

const hatched = ({ vars }: Theme) => `repeating-linear-gradient(135deg, ${vars!.palette.surface.lineStrong} 0 2px, transparent 2px 7px)`;
const peakLine = ({ vars }: Theme) => `inset 0 -4px 0 ${vars!.palette.energy.solar}`;

/** What a part of the week says in words. */
export function sayingOf(w: TariffWindow, unit: string, { word }: Pick<Texts, 'word'>): string {
  return w.buy_rate === null ? word('tariffs.unknown', w.buy_unknown ?? 'UNPRICED') : `${w.buy_rate} ${unit}`;
}

interface PartProps {
  segment: Segment;
  rates: readonly string[];
  unit: string;
  texts: Texts;
}

function Part({ segment: { from, to, window: w }, rates, unit, texts }: PartProps) {
  const peak = w.peak_flag ? ` · ${texts.t('tariffs.peak')}` : '';
  return (
    <Box
      title={`${w.from}–${w.to} ${sayingOf(w, unit, texts)}${peak}`}
      data-testid="tariff-part"
      sx={{
        flex: `${to - from} 0 0`, minWidth: 0, boxSizing: 'border-box', border: 1, borderColor: 'background.paper', borderRadius: '4px', borderWidth: '0 1px',
        ...(w.buy_rate === null ? { backgroundImage: hatched } : { bgcolor: shade(heatOf(w.buy_rate, rates)) }),
        ...(w.peak_flag ? { boxShadow: peakLine } : {}),
      }}
    />
  );
}

function Legend({ windows, rates, unit, texts }: { windows: readonly TariffWindow[]; rates: readonly string[]; unit: string; texts: Texts }) {
  const { t, word } = texts;
  const ends = rates.length > 6 ? [rates[0]!, rates.at(-1)!] : rates;
  const unknown = [...new Set(windows.flatMap((w) => (w.buy_rate === null ? [w.buy_unknown ?? 'UNPRICED'] : [])))];
  const mark = { width: 20, height: 14, borderRadius: '3px', border: 1, borderColor: 'divider', flex: 'none' };
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexWrap: 'wrap', columnGap: 2.5, rowGap: 1, typography: 'body2' }} className="figures">
      {ends.map((rate) => (
        <Box component="li" key={rate} sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
          <Box sx={{ ...mark, bgcolor: shade(heatOf(rate, rates)) }} />
          {rate} {unit}
        </Box>
      ))}
      {unknown.map((why) => (
        <Box component="li" key={why} sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
          <Box sx={{ ...mark, backgroundImage: hatched }} />
          {word('tariffs.unknown', why)}
        </Box>
      ))}
      {windows.some((w) => w.peak_flag) ? (
        <Box component="li" sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
          <Box sx={{ ...mark, boxShadow: peakLine }} />
          {t('tariffs.peak')}
        </Box>
      ) : null}
    </Box>
  );
}
