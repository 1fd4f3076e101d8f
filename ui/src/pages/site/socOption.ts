import type { EChartsCoreOption } from 'echarts/core';
import { axisText, axisTip } from '../../design/chartStyle';
import { type schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { ticks } from '../../lib/zone';

export interface SOCChartInput {
  /** Mean state of charge per interval in percent; null is a gap. */
  points: readonly { from: number; percent: number | null }[];
  from: number;
  to: number;
  width: number;
  zone: string;
  bounds: readonly number[];
}

/** The curve of the state of charge, 0 to 100 %, with the bounds it is kept between. */
export function socOption(input: SOCChartInput, texts: Texts, tokens: (typeof schemes)['light']): EChartsCoreOption {
  const at = ticks(input.from, input.to, input.zone, tickMinutes((input.to - input.from) / 3_600_000));
  const colour = tokens.energy.battery;
  return {
    animation: false,
    grid: { left: 4, right: 12, top: 10, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...axisTip(tokens),
      formatter: (hits: { value: [number, number | null] }[]) => {
        const [when, percent] = hits[0]?.value ?? [NaN, null];
        if (percent === null || Number.isNaN(when)) return '';
        return `${texts.format.time(when, input.zone)}  ${texts.format.number(percent, 1)} %`;
      },
    },
    xAxis: {
      type: 'value',
      min: input.from,
      max: input.to,
      axisLine: { lineStyle: { color: tokens.line } },
      axisTick: { show: false },
      axisLabel: { ...axisText(tokens), customValues: at, hideOverlap: true, formatter: (v: number) => texts.format.time(v, input.zone) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 100,
      interval: 50,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...axisText(tokens), formatter: (v: number) => `${v} %` },
      splitLine: { lineStyle: { color: tokens.line } },
    },
    series: [
      {
        type: 'line',
        showSymbol: false,
        connectNulls: false,
        lineStyle: { color: colour, width: 2 },
        itemStyle: { color: colour },
        areaStyle: { color: colour, opacity: 0.14 },
        data: input.points.map((p) => [p.from + input.width / 2, p.percent]),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: tokens.lineStrong, type: 'dashed', width: 1 },
          data: input.bounds.map((percent) => ({ yAxis: percent })),
        },
      },
    ],
  };
}

function tickMinutes(hours: number): number {
  if (hours > 12) return 360;
  return hours > 2 ? 60 : 15;
}
