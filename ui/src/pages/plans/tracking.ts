import type { EChartsCoreOption } from 'echarts/core';
import type { DispatchCommand } from '../../api/plans';
import type { Span } from '../../api/queries';
import { axisText, axisTip } from '../../design/chartStyle';
import { fontStack, type schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { localDate, ticks } from '../../lib/zone';

/** The power that a command plans, in W positive away from the grid; CURTAIL leaves it in the direction the asset works in. */
export function planned(c: Pick<DispatchCommand, 'command_type' | 'target_value'>, nature: string): number {
  const generates = ['PV', 'INVERTER', 'GENERATOR'].includes(nature);
  if (c.command_type === 'DISCHARGE' || (c.command_type === 'CURTAIL' && generates)) return -c.target_value;
  return c.target_value;
}

/** Corners of the steps of commands in their order, in kW; null where nothing is planned. */
export function steps(commands: readonly DispatchCommand[], nature: string): [number, number | null][] {
  const out: [number, number | null][] = [];
  for (const c of commands) {
    const [from, to, kw] = [Date.parse(c.ts_scheduled), Date.parse(c.ends_at), planned(c, nature) / 1000];
    const last = out.at(-1);
    if (last && last[0] < from) out.push([last[0], null]);
    out.push([from, kw], [to, kw]);
  }
  return out;
}

/** From when to when, with the day once where it is one. */
export function spanText(from: string, to: string, zone: string, { format }: Pick<Texts, 'format'>): string {
  const end = localDate(Date.parse(from), zone) === localDate(Date.parse(to), zone) ? format.time(to, zone) : format.dateTime(to, zone);
  return `${format.dateTime(from, zone)} – ${end}`;
}

/** How finely a horizon is shown. */
export function spanOf(from: number, to: number): Span {
  const hours = (to - from) / 3_600_000;
  return { from, to, bucket: hours <= 6 ? '1m' : hours <= 48 ? '5m' : hours <= 24 * 7 ? '15m' : '1h' };
}

export interface TrackingInput {
  from: number;
  to: number;
  zone: string;
  commands: readonly DispatchCommand[];
  nature: string;
  measured: readonly [number, number | null][];
  now: number;
}

/** The chart of what was planned, in steps, against what was measured. */
export function trackingOption(input: TrackingInput, texts: Texts, tokens: (typeof schemes)['light']): EChartsCoreOption {
  const hours = (input.to - input.from) / 3_600_000;
  const at = ticks(input.from, input.to, input.zone, hours <= 6 ? 60 : hours <= 30 ? 240 : 1440);
  return {
    animation: false,
    textStyle: { fontFamily: fontStack },
    grid: { left: 8, right: 12, top: 24, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...axisTip(tokens),
      formatter: (hits: { seriesName: string; value: [number, number | null] }[]) =>
        hits
          .filter((h) => h.value[1] !== null)
          .map((h) => `${texts.format.dateTime(h.value[0], input.zone)} · ${h.seriesName} ${texts.format.number(h.value[1] ?? 0, 2)} kW`)
          .join('<br>'),
    },
    xAxis: {
      type: 'value',
      min: input.from,
      max: input.to,
      axisLine: { show: false },
      axisTick: { show: true, customValues: at, lineStyle: { color: tokens.line } },
      axisLabel: { ...axisText(tokens), customValues: at, hideOverlap: true, formatter: (v: number) => (hours <= 30 ? texts.format.time(v, input.zone) : texts.format.date(v, input.zone)) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value', name: 'kW', nameGap: 10, nameTextStyle: { ...axisText(tokens), align: 'right', padding: [0, 6, 0, 0] },
      axisLine: { show: false }, axisTick: { show: false }, splitNumber: 3, axisLabel: { ...axisText(tokens) }, splitLine: { lineStyle: { color: tokens.line } },
    },
    series: [
      {
        name: texts.t('plans.planned'), type: 'line', showSymbol: false, connectNulls: false, data: steps(input.commands, input.nature),
        lineStyle: { color: tokens.muted, width: 2, type: 'dashed' }, itemStyle: { color: tokens.muted }, areaStyle: { color: tokens.muted, opacity: 0.12 },
        markLine: input.now > input.from && input.now < input.to ? { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: tokens.lineStrong }, data: [{ xAxis: input.now }] } : undefined,
      },
      {
        name: texts.t('plans.measured'), type: 'line', showSymbol: false, connectNulls: false, data: input.measured,
        lineStyle: { color: tokens.energy.battery, width: 2 }, itemStyle: { color: tokens.energy.battery },
      },
    ],
  };
}
