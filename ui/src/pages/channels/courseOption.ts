import type { EChartsCoreOption } from 'echarts/core';
import { axisText, axisTip } from '../../design/chartStyle';
import { energyKinds, fontStack, linePatterns, type EnergyKind, type schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { absent, join } from '../../lib/format';
import { shownUnit } from '../../lib/wording';
import { ticks } from '../../lib/zone';
import type { Bucket } from '../../api/types';
import { counts, type Course, type Group } from './courses';

type Tokens = (typeof schemes)['light'];

export interface CourseChartInput {
  group: Group;
  /** The place of each channel in the whole view: its line looks the same on every axis and in the list. */
  place: (channel: string) => number;
  from: number;
  to: number;
  /** Length of an interval, ms. */
  width: number;
  zone: string;
}

/** How the line of the n-th channel looks; colours come round again with another pattern. */
export function lineLook(place: number, tokens: Tokens): { color: string; type: 'solid' | number[] } {
  const kind: EnergyKind = energyKinds[place % energyKinds.length] ?? 'grid';
  const second = place >= energyKinds.length;
  const own = linePatterns[kind];
  const type = second ? [4, 4] : own === 'solid' ? 'solid' : [...own];
  return { color: tokens.energy[kind], type };
}

/**
 * The chart of channels with one unit: the mean of each interval as a line, what lies between its
 * least and its greatest value as a band. A gap breaks both; where no line has a value the time is grey.
 */
export function courseOption(input: CourseChartInput, texts: Texts, tokens: Tokens, narrow: boolean): EChartsCoreOption {
  const { unit } = shownUnit(input.group.unit);
  const at = ticksOf(input, narrow);
  const long = input.to - input.from > 2 * 86_400_000;
  return {
    animation: false,
    textStyle: { fontFamily: fontStack },
    grid: { left: 8, right: 12, top: 28, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: tooltip(input, texts, tokens),
    xAxis: {
      type: 'value',
      min: input.from,
      max: input.to,
      axisLine: { show: false },
      axisTick: { show: true, customValues: at, lineStyle: { color: tokens.line } },
      axisLabel: { ...axisText(tokens), customValues: at, hideOverlap: true, formatter: (v: number) => (long ? texts.format.day(v, input.zone) : texts.format.time(v, input.zone)) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      name: unit,
      nameGap: 12,
      nameTextStyle: { ...axisText(tokens), align: 'right', padding: [0, 6, 0, 0] },
      scale: true,
      axisLine: { show: false },
      axisTick: { show: false },
      splitNumber: 4,
      axisLabel: { ...axisText(tokens), formatter: (v: number) => texts.format.number(v, decimals(v)) },
      splitLine: { lineStyle: { color: tokens.line } },
    },
    series: [...input.group.courses.flatMap((course) => drawn(course, input, tokens)), empty(input, tokens, texts)],
  };
}

function decimals(v: number): number {
  return Number.isInteger(v) ? 0 : Number.isInteger(v * 10) ? 1 : 2;
}

// A band is two lines stacked: the least value without ink, and on it the distance to the greatest.
function drawn(course: Course, input: CourseChartInput, tokens: Tokens): object[] {
  const { divide } = shownUnit(course.unit);
  const look = lineLook(input.place(course.channel), tokens);
  const middle = (b: Bucket) => Date.parse(b.from) + input.width / 2;
  const silent = { type: 'line', silent: true, symbol: 'none', lineStyle: { opacity: 0 }, stack: course.channel, stackStrategy: 'all', tooltip: { show: false } };
  return [
    { ...silent, data: course.buckets.map((b) => [middle(b), b.min === null ? null : b.min / divide]) },
    {
      ...silent,
      areaStyle: { color: look.color, opacity: 0.16 },
      data: course.buckets.map((b) => [middle(b), b.min === null || b.max === null ? null : (b.max - b.min) / divide]),
    },
    {
      id: course.channel,
      type: 'line',
      symbol: 'circle',
      // A value between two gaps has no line to be seen by.
      symbolSize: (_: unknown, at: { dataIndex: number }) => (alone(course.buckets, at.dataIndex) || doubtful(course.buckets[at.dataIndex]) ? 6 : 0),
      showAllSymbol: true,
      lineStyle: { ...look, width: 2 },
      itemStyle: { color: look.color },
      emphasis: { disabled: true },
      data: course.buckets.map((b) => [middle(b), b.mean === null ? null : b.mean / divide]),
    },
  ];
}

function alone(buckets: readonly Bucket[], i: number): boolean {
  return buckets[i]?.mean !== null && (buckets[i - 1]?.mean ?? null) === null && (buckets[i + 1]?.mean ?? null) === null;
}

function doubtful(bucket: Bucket | undefined): boolean {
  return bucket !== undefined && bucket.mean !== null && bucket.quality !== 'GOOD';
}

function empty(input: CourseChartInput, tokens: Tokens, texts: Texts): object {
  return {
    type: 'line',
    data: [],
    silent: true,
    markArea: {
      silent: true,
      itemStyle: { color: tokens.line, opacity: 0.5 },
      label: { ...axisText(tokens), position: 'insideBottom' },
      data: gapsOf(input.group, input.width).map((gap) => [
        { xAxis: gap.from, name: gap.to - gap.from >= (input.to - input.from) / 14 ? texts.t('site.gap') : '' },
        { xAxis: gap.to },
      ]),
    },
  };
}

/** Times before the last value in which no course of a group has one. */
export function gapsOf(group: Group, width: number): { from: number; to: number }[] {
  const longest = group.courses.reduce<readonly Bucket[]>((most, c) => (c.buckets.length > most.length ? c.buckets : most), []);
  const known = longest.map((_, i) => group.courses.some((c) => (c.buckets[i]?.mean ?? null) !== null));
  const gaps: { from: number; to: number }[] = [];
  for (let i = 0; i < known.lastIndexOf(true); i++) {
    if (known[i]) continue;
    const from = Date.parse(longest[i]!.from);
    const last = gaps.at(-1);
    if (last && last.to === from) last.to = from + width;
    else gaps.push({ from, to: from + width });
  }
  return gaps;
}

function ticksOf({ from, to, zone }: CourseChartInput, narrow: boolean): number[] {
  const hours = (to - from) / 3_600_000;
  if (hours > 24 * 60) return every(ticks(from, to, zone, 1440), narrow ? 90 : 30);
  if (hours > 24 * 10) return every(ticks(from, to, zone, 1440), narrow ? 10 : 3);
  if (hours > 24) return every(ticks(from, to, zone, 1440), narrow ? 2 : 1);
  if (hours > 12) return ticks(from, to, zone, narrow ? 360 : 120);
  return ticks(from, to, zone, hours > 2 ? 60 : 15);
}

function every(at: readonly number[], n: number): number[] {
  return at.filter((_, i) => i % n === 0);
}

function tooltip(input: CourseChartInput, texts: Texts, tokens: Tokens) {
  return {
    ...axisTip(tokens),
    formatter: (hits: { axisValue: number }[]) => tooltipBody(hits[0]?.axisValue ?? NaN, input, texts, tokens),
  };
}

function tooltipBody(at: number, input: CourseChartInput, texts: Texts, tokens: Tokens): HTMLElement | string {
  const index = input.group.courses[0]?.buckets.findIndex((b) => at >= Date.parse(b.from) && at < Date.parse(b.from) + input.width) ?? -1;
  const first = input.group.courses[0]?.buckets[index];
  if (!first) return '';
  const body = document.createElement('div');
  const head = body.appendChild(document.createElement('div'));
  head.textContent = texts.format.dateTime(first.from, input.zone);
  head.style.cssText = 'font-weight:600;margin-bottom:4px';
  for (const course of input.group.courses) {
    const line = body.appendChild(document.createElement('div'));
    line.style.cssText = 'display:flex;gap:8px;align-items:center;font-variant-numeric:tabular-nums';
    const dot = line.appendChild(document.createElement('span'));
    dot.style.cssText = `width:9px;height:9px;border-radius:2px;background:${lineLook(input.place(course.channel), tokens).color}`;
    line.appendChild(document.createElement('span')).textContent = course.channel;
    sayAtEnd(line, bucketText(course, course.buckets[index], texts));
    if (!counts(course)) continue;
    const counted = body.appendChild(document.createElement('div'));
    counted.style.cssText = 'display:flex;padding-left:17px;font-variant-numeric:tabular-nums';
    counted.textContent = texts.t('channels.counted', { channel: course.channel });
    sayAtEnd(counted, countedText(course.buckets[index], texts));
  }
  return body;
}

function sayAtEnd(line: HTMLElement, text: string): void {
  const value = line.appendChild(document.createElement('span'));
  value.textContent = text;
  value.style.cssText = 'margin-left:auto;padding-left:16px;font-weight:560';
}

/** An interval in words: its mean, its extremes where they differ, its quality where it is not good. */
export function bucketText(course: Course, bucket: Bucket | undefined, texts: Texts): string {
  if (!bucket || bucket.mean === null) return texts.t('site.gap');
  const spread = bucket.min !== null && bucket.max !== null && bucket.min !== bucket.max ? ` (${amount(course.unit, bucket.min, texts)} … ${amount(course.unit, bucket.max, texts)})` : '';
  const quality = bucket.quality === 'GOOD' ? '' : ` · ${texts.word('quality', bucket.quality)}`;
  return amount(course.unit, bucket.mean, texts) + spread + quality;
}

/** What a counter has counted in an interval, to the Wh, with its quality where that is not good; a gap where it is not known. */
export function countedText(bucket: Bucket | undefined, texts: Texts): string {
  if (!bucket || bucket.energy_wh === null) return texts.t('site.gap');
  const quality = bucket.energy_quality === 'GOOD' ? '' : ` · ${texts.word('quality', bucket.energy_quality)}`;
  return join({ value: texts.format.number(bucket.energy_wh / 1000, 3), unit: 'kWh' }) + quality;
}

/** A value in the unit it is shown in, with its sign: positive is away from the grid. */
export function amount(unit: string, value: number | null, { format }: Texts): string {
  if (value === null) return absent;
  const shown = shownUnit(unit);
  return join({ value: format.measure(value / shown.divide, shown.unit), unit: shown.unit });
}
