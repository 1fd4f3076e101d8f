import type { EChartsCoreOption } from 'echarts/core';
import type { DurationCurve, ProfileGroup } from '../../api/analysis';
import { axisText, axisTip } from '../../design/chartStyle';
import { fontStack, linePatterns, type EnergyKind, type schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { absent, join } from '../../lib/format';
import { shownUnit } from '../../lib/wording';

type Tokens = (typeof schemes)['light'];

/** A value in the unit it is shown in. */
export function amount(unit: string, value: number | null, { format }: Texts): string {
  if (value === null) return absent;
  const shown = shownUnit(unit);
  return join({ value: format.measure(value / shown.divide, shown.unit), unit: shown.unit });
}

const kinds: Record<ProfileGroup['day_type'], EnergyKind> = { WORKING_DAY: 'grid', SATURDAY: 'solar', SUNDAY: 'battery' };

/** How the line of a kind of day looks. */
export function lookOf(dayType: ProfileGroup['day_type'], tokens: Tokens): { color: string; type: 'solid' | number[] } {
  const pattern = linePatterns[kinds[dayType]];
  return { color: tokens.energy[kinds[dayType]], type: pattern === 'solid' ? 'solid' : [...pattern] };
}

/** The times of day of groups, in order. */
export function timesOf(groups: readonly ProfileGroup[]): string[] {
  return [...new Set(groups.flatMap((g) => g.slots.map((s) => s.at)))].sort();
}

/** Mean days as lines over the time of day; one alone has the band from its tenth to its ninetieth percentile. */
export function profileOption(groups: readonly ProfileGroup[], unit: string, texts: Texts, tokens: Tokens, narrow: boolean): EChartsCoreOption {
  const times = timesOf(groups);
  const step = Math.max(1, Math.round(times.length / (narrow ? 4 : 12)));
  const lines = groups.flatMap((group) => linesOf(group, times, unit, tokens, groups.length === 1));
  return {
    ...frame(unit, texts, tokens),
    tooltip: {
      ...axisTip(tokens),
      formatter: (hits: { dataIndex: number }[]) => profileTip(groups, times[hits[0]?.dataIndex ?? -1], unit, texts, tokens),
    },
    xAxis: {
      type: 'category',
      data: times,
      boundaryGap: false,
      axisLine: { lineStyle: { color: tokens.line } },
      axisTick: { show: false },
      axisLabel: { ...axisText(tokens), interval: (i: number) => i % step === 0 },
    },
    series: lines,
  };
}

function linesOf(group: ProfileGroup, times: readonly string[], unit: string, tokens: Tokens, alone: boolean): object[] {
  const { divide } = shownUnit(unit);
  const at = new Map(group.slots.map((s) => [s.at, s]));
  const of = (pick: (s: ProfileGroup['slots'][number]) => number | null) => times.map((t) => {
    const slot = at.get(t);
    const value = slot ? pick(slot) : null;
    return value === null ? null : value / divide;
  });
  const look = lookOf(group.day_type, tokens);
  const plain = { type: 'line', silent: true, symbol: 'none', emphasis: { disabled: true } };
  const mean = { ...plain, id: group.day_type, symbol: 'none', lineStyle: { ...look, width: 2.5 }, itemStyle: { color: look.color }, data: of((s) => s.mean) };
  if (!alone) return [mean];
  const hidden = { ...plain, lineStyle: { opacity: 0 }, stack: 'band', stackStrategy: 'all' };
  return [
    { ...hidden, data: of((s) => s.p10) },
    { ...hidden, areaStyle: { color: look.color, opacity: 0.18 }, data: of((s) => (s.p10 === null || s.p90 === null ? null : s.p90 - s.p10)) },
    { ...plain, lineStyle: { color: tokens.lineStrong, width: 1, type: [2, 4] }, data: of((s) => s.min) },
    { ...plain, lineStyle: { color: tokens.lineStrong, width: 1, type: [2, 4] }, data: of((s) => s.max) },
    mean,
  ];
}

/** A load duration curve over the share of the time. */
export function durationOption(curve: DurationCurve, unit: string, texts: Texts, tokens: Tokens): EChartsCoreOption {
  const { divide } = shownUnit(unit);
  return {
    ...frame(unit, texts, tokens),
    tooltip: {
      ...axisTip(tokens),
      formatter: (hits: { dataIndex: number }[]) => {
        const step = curve.curve[hits[0]?.dataIndex ?? -1];
        return step ? lined([[`${step.percent}\u202f%`, amount(unit, step.value, texts)]], '') : '';
      },
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: 100,
      axisLine: { lineStyle: { color: tokens.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { ...axisText(tokens), formatter: (v: number) => `${v}\u202f%` },
    },
    series: [
      {
        type: 'line',
        symbol: 'none',
        lineStyle: { color: tokens.energy.load, width: 2.5 },
        areaStyle: { color: tokens.energy.load, opacity: 0.14 },
        itemStyle: { color: tokens.energy.load },
        data: curve.curve.map((s) => [s.percent, s.value / divide]),
      },
    ],
  };
}

function frame(unit: string, texts: Texts, tokens: Tokens) {
  return {
    animation: false,
    textStyle: { fontFamily: fontStack },
    grid: { left: 8, right: 16, top: 28, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    yAxis: {
      type: 'value',
      name: shownUnit(unit).unit,
      nameGap: 12,
      nameTextStyle: { ...axisText(tokens), align: 'right', padding: [0, 6, 0, 0] },
      axisLine: { show: false },
      axisTick: { show: false },
      splitNumber: 4,
      axisLabel: { ...axisText(tokens), formatter: (v: number) => texts.format.number(v, Number.isInteger(v) ? 0 : Number.isInteger(v * 10) ? 1 : 2) },
      splitLine: { lineStyle: { color: tokens.line } },
    },
  };
}

function profileTip(groups: readonly ProfileGroup[], at: string | undefined, unit: string, texts: Texts, tokens: Tokens): HTMLElement | string {
  if (at === undefined) return '';
  const rows = groups.map((g): Line => {
    const slot = g.slots.find((s) => s.at === at);
    const spread = slot && slot.p10 !== null && slot.p90 !== null ? ` (${amount(unit, slot.p10, texts)} … ${amount(unit, slot.p90, texts)})` : '';
    return [texts.t(`analysis.day.${g.day_type}`), amount(unit, slot?.mean ?? null, texts) + spread, lookOf(g.day_type, tokens).color];
  });
  return lined(rows, at);
}

type Line = [name: string, value: string, color?: string];

function lined(rows: readonly Line[], head: string): HTMLElement {
  const body = document.createElement('div');
  if (head) {
    const line = body.appendChild(document.createElement('div'));
    line.textContent = head;
    line.style.cssText = 'font-weight:600;margin-bottom:4px';
  }
  for (const [name, text, color] of rows) {
    const line = body.appendChild(document.createElement('div'));
    line.style.cssText = 'display:flex;gap:8px;align-items:center;font-variant-numeric:tabular-nums';
    if (color) line.appendChild(document.createElement('span')).style.cssText = `width:9px;height:9px;border-radius:2px;background:${color}`;
    line.appendChild(document.createElement('span')).textContent = name;
    const value = line.appendChild(document.createElement('span'));
    value.textContent = text;
    value.style.cssText = 'margin-left:auto;padding-left:16px;font-weight:560';
  }
  return body;
}
