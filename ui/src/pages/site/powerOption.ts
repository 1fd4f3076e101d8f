import type { EChartsCoreOption } from 'echarts/core';
import type { ForecastPoint } from '../../api/outlook';
import { axisText, axisTip } from '../../design/chartStyle';
import { fontStack, type schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { ticks } from '../../lib/zone';
import { gaps, type Part, type PowerRow } from './daySeries';
import { expectedText, forecastSeries } from './forecast';

export interface PowerChartInput {
  rows: readonly PowerRow[];
  parts: readonly Part[];
  from: number;
  to: number;
  /** Length of a row's interval, ms. */
  width: number;
  now: number;
  zone: string;
  peakLimit: number | null;
  /** What was or is forecast of the connection, by time; none for nothing. */
  forecast: readonly ForecastPoint[];
}

type Tokens = (typeof schemes)['light'];

/** The chart of supply above and use below the line. Values are drawn in kW; no sign is ever shown. */
export function powerOption(input: PowerChartInput, texts: Texts, tokens: Tokens, narrow: boolean): EChartsCoreOption {
  const minutes = tickMinutes(input.to - input.from, narrow);
  const at = ticks(input.from, input.to, input.zone, minutes);
  return {
    animation: false,
    textStyle: { fontFamily: fontStack },
    grid: { left: 8, right: 12, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: tooltip(input, texts, tokens),
    xAxis: {
      type: 'value',
      min: input.from,
      max: input.to,
      axisLine: { show: false },
      axisTick: { show: true, customValues: at, lineStyle: { color: tokens.line } },
      axisLabel: { ...axisText(tokens), customValues: at, hideOverlap: true, formatter: (v: number) => texts.format.time(v, input.zone) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      name: 'kW',
      nameGap: 12,
      nameTextStyle: { ...axisText(tokens), align: 'right', padding: [0, 6, 0, 0] },
      axisLine: { show: false },
      axisTick: { show: false },
      splitNumber: narrow ? 4 : 6,
      axisLabel: { ...axisText(tokens), formatter: (v: number) => texts.format.number(Math.abs(v), Number.isInteger(v) ? 0 : 1) },
      splitLine: { lineStyle: { color: tokens.line } },
    },
    series: [...input.parts.map((part) => bars(part, input, tokens, narrow)), ...forecastSeries(input.forecast, tokens), frame(input, texts, tokens)],
  };
}

function bars(part: Part, input: PowerChartInput, tokens: Tokens, narrow: boolean) {
  const sign = part.side === 'supply' ? 1 : -1;
  return {
    id: part.id,
    type: 'bar',
    stack: 'power',
    stackStrategy: 'samesign',
    barWidth: narrow ? '100%' : '84%',
    itemStyle: { color: tokens.energy[part.kind], opacity: part.side === 'use' ? 0.82 : 1, decal: part.kind === 'battery' ? stripes(tokens) : undefined },
    emphasis: { disabled: true },
    data: input.rows.map((row) => {
      const watts = part.of(row);
      return [row.from + input.width / 2, watts === null ? null : (sign * watts) / 1000];
    }),
  };
}

// Battery parts carry stripes, so that they differ from the others without their colour.
function stripes(tokens: Tokens) {
  return { symbol: 'rect', symbolSize: 1, color: `${tokens.surface}80`, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 };
}

// Zero line, line of the present, peak limit and gaps hang on one empty series.
function frame(input: PowerChartInput, texts: Texts, tokens: Tokens) {
  const label = axisText(tokens);
  const lines: object[] = [{ yAxis: 0, lineStyle: { color: tokens.lineStrong, type: 'solid', width: 1.5 }, label: { show: false } }];
  if (input.now > input.from && input.now < input.to - (input.to - input.from) / 40) {
    lines.push({ xAxis: input.now, lineStyle: { color: tokens.text, type: 'solid', width: 1 }, label: { ...label, formatter: texts.t('site.now_series'), color: tokens.text } });
  }
  if (input.peakLimit !== null) {
    const limit = texts.t('devices.peak_limit', { power: join(texts.format.power(input.peakLimit)) });
    lines.push({ yAxis: input.peakLimit / 1000, lineStyle: { color: tokens.severe, type: 'dashed', width: 1.5 }, label: { ...label, formatter: limit, position: 'insideStartTop', color: tokens.severe, backgroundColor: tokens.surface, padding: [2, 4], borderRadius: 3 } });
  }
  return {
    type: 'line',
    data: [],
    silent: true,
    markLine: { silent: true, symbol: 'none', animation: false, data: lines },
    markArea: {
      silent: true,
      itemStyle: { color: tokens.line, opacity: 0.6 },
      label: { ...label, position: 'insideBottom' },
      data: gaps(input.rows, input.width, input.now).map((gap) => [
        { xAxis: gap.from, name: gap.to - gap.from >= (input.to - input.from) / 14 ? texts.t('site.gap') : '' },
        { xAxis: gap.to },
      ]),
    },
  };
}

function tooltip(input: PowerChartInput, texts: Texts, tokens: Tokens) {
  return {
    ...axisTip(tokens),
    formatter: (hits: { axisValue: number }[]) => {
      const at = hits[0]?.axisValue ?? NaN;
      const row = input.rows.find((r) => at >= r.from && at < r.from + input.width);
      const from = row?.from ?? Math.floor(at / input.width) * input.width;
      if (row) return tooltipBody(row, input, texts, tokens);
      return expectedText(input.forecast, from, from + input.width, texts) === null ? '' : tooltipBody({ from, watts: {} }, { ...input, parts: [] }, texts, tokens);
    },
  };
}

function tooltipBody(row: PowerRow, input: PowerChartInput, texts: Texts, tokens: Tokens): HTMLElement {
  const { t, format } = texts;
  const body = document.createElement('div');
  const head = body.appendChild(document.createElement('div'));
  head.textContent = `${format.time(row.from, input.zone)}–${format.time(row.from + input.width, input.zone)}`;
  head.style.cssText = 'font-weight:600;margin-bottom:4px';
  for (const part of input.parts) {
    const watts = part.of(row);
    if (watts !== null && watts < 5) continue;
    const line = body.appendChild(document.createElement('div'));
    line.style.cssText = 'display:flex;gap:8px;align-items:center;font-variant-numeric:tabular-nums';
    const dot = line.appendChild(document.createElement('span'));
    dot.style.cssText = `width:9px;height:9px;border-radius:2px;background:${tokens.energy[part.kind]}`;
    line.appendChild(document.createElement('span')).textContent = t(`series.${part.id}`);
    const value = line.appendChild(document.createElement('span'));
    value.textContent = watts === null ? t('site.gap') : join(format.power(watts));
    value.style.cssText = 'margin-left:auto;padding-left:16px;font-weight:560';
  }
  const expected = expectedText(input.forecast, row.from, row.from + input.width, texts);
  if (expected !== null) body.appendChild(document.createElement('div')).textContent = `${t('site.forecast_value')}: ${expected}`;
  return body;
}

function tickMinutes(span: number, narrow: boolean): number {
  const hours = span / 3_600_000;
  if (hours > 12) return narrow ? 360 : 120;
  if (hours > 2) return narrow ? 120 : 60;
  return 15;
}
