import type { EChartsCoreOption } from 'echarts/core';
import type { EmissionFactor, MarketPrice } from '../../api/outlook';
import { axisText, axisTip } from '../../design/chartStyle';
import { fontStack, type schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { ticks } from '../../lib/zone';

/** A value that holds for a time, of prices and factors alike; times are epoch milliseconds. */
export interface Held {
  from: number;
  to: number;
  /** The decimal as it is kept. */
  text: string;
  unit: string;
  published: string;
  retrieved: string;
  quality: EmissionFactor['quality'] | null;
}

const minutes: Record<MarketPrice['slot'], number> = { '5m': 5, '15m': 15, '30m': 30, '1h': 60 };

export function heldPrice(p: MarketPrice): Held {
  const from = Date.parse(p.ts);
  return { from, to: from + minutes[p.slot] * 60_000, text: p.value, unit: `${p.currency}/kWh`, published: p.published_at, retrieved: p.retrieved_at, quality: null };
}

export function heldFactor(f: EmissionFactor): Held {
  return { from: Date.parse(f.from), to: Date.parse(f.to), text: f.co2_g_per_kwh, unit: 'g/kWh', published: f.published_at, retrieved: f.retrieved_at, quality: f.quality };
}

/** A decimal as it is kept, with the marks of the language and every one of its digits. */
export function decimalText(text: string, { format }: Pick<Texts, 'format'>): string {
  return format.number(Number(text), text.split('.')[1]?.length ?? 0);
}

interface Shown {
  held: readonly Held[];
  from: number;
  to: number;
  zone: string;
}

type Tokens = (typeof schemes)['light'];

/** Values as steps over time, a gap where nothing is known. */
export function priceOption({ held, from, to, zone }: Shown, texts: Texts, tokens: Tokens, narrow: boolean): EChartsCoreOption {
  const days = (to - from) / 86_400_000;
  const at = ticks(from, to, zone, days > 2 ? 1440 : narrow ? 360 : 120);
  const label = axisText(tokens);
  return {
    animation: false,
    textStyle: { fontFamily: fontStack },
    grid: { left: 8, right: 16, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...axisTip(tokens),
      formatter: (hits: { axisValue: number }[]) => {
        const one = held.find((h) => (hits[0]?.axisValue ?? NaN) >= h.from && (hits[0]?.axisValue ?? NaN) < h.to);
        return one ? `${texts.format.dateTime(one.from, zone)}: <b>${decimalText(one.text, texts)}\u202f${one.unit}</b>` : '';
      },
    },
    xAxis: {
      type: 'value', min: from, max: to, axisLine: { show: false }, splitLine: { show: false },
      axisTick: { show: true, customValues: at, lineStyle: { color: tokens.line } },
      axisLabel: { ...label, customValues: at, hideOverlap: true, formatter: (v: number) => (days > 2 ? texts.format.day(v, zone) : texts.format.time(v, zone)) },
    },
    yAxis: {
      type: 'value', name: held[0]?.unit ?? '', nameGap: 12, nameTextStyle: { ...label, align: 'left' }, axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...label, formatter: (v: number) => texts.format.number(v, Math.abs(v) < 10 && !Number.isInteger(v) ? 2 : 0) },
      splitLine: { lineStyle: { color: tokens.line } },
    },
    series: [
      {
        type: 'line', step: 'end', symbol: 'none', silent: true, emphasis: { disabled: true }, lineStyle: { color: tokens.energy.grid, width: 2 }, itemStyle: { color: tokens.energy.grid },
        areaStyle: { color: tokens.energy.grid, opacity: 0.1 }, data: steps(held, from, to),
        markLine: { silent: true, symbol: 'none', animation: false, data: [{ yAxis: 0, lineStyle: { color: tokens.lineStrong, type: 'solid', width: 1 }, label: { show: false } }] },
      },
    ],
  };
}

/** The corners of the steps, within a time: the line ends where what is known ends. */
export function steps(held: readonly Held[], from: number, to: number): [number, number | null][] {
  const corners: [number, number | null][] = [];
  held.forEach((h, i) => {
    corners.push([Math.max(h.from, from), Number(h.text)]);
    const next = held[i + 1];
    if (next?.from !== h.to) corners.push([Math.min(h.to, to), Number(h.text)], [Math.min(h.to, to), null]);
  });
  return corners;
}
