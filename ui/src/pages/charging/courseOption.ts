import type { EChartsCoreOption } from 'echarts/core';
import { axisText, axisTip } from '../../design/chartStyle';
import { fontStack, type schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { ticks } from '../../lib/zone';

export interface CourseInput {
  /** Mean power per interval in W; null is a gap. */
  points: readonly { from: number; watts: number | null }[];
  from: number;
  to: number;
  width: number;
  zone: string;
}

/** The power of a session over its time, in kW, in steps. */
export function courseOption(input: CourseInput, texts: Texts, tokens: (typeof schemes)['light']): EChartsCoreOption {
  const at = ticks(input.from, input.to, input.zone, tickMinutes((input.to - input.from) / 3_600_000));
  const colour = tokens.energy.ev;
  return {
    animation: false,
    textStyle: { fontFamily: fontStack },
    grid: { left: 8, right: 16, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...axisTip(tokens),
      formatter: (hits: { value: [number, number | null] }[]) => {
        const [when, kilowatts] = hits[0]?.value ?? [NaN, null];
        if (kilowatts === null || Number.isNaN(when)) return '';
        return `${texts.format.dateTime(when, input.zone)}  ${join(texts.format.power(kilowatts * 1000))}`;
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
      name: 'kW',
      nameGap: 12,
      nameTextStyle: { ...axisText(tokens), align: 'right', padding: [0, 6, 0, 0] },
      axisLine: { show: false },
      axisTick: { show: false },
      splitNumber: 4,
      axisLabel: { ...axisText(tokens), formatter: (v: number) => texts.format.number(v, Number.isInteger(v) ? 0 : 1) },
      splitLine: { lineStyle: { color: tokens.line } },
    },
    series: [
      {
        type: 'line',
        step: 'end',
        showSymbol: false,
        connectNulls: false,
        lineStyle: { color: colour, width: 2 },
        itemStyle: { color: colour },
        areaStyle: { color: colour, opacity: 0.14 },
        data: input.points.map((p) => [p.from, p.watts === null ? null : p.watts / 1000]),
      },
    ],
  };
}

function tickMinutes(hours: number): number {
  if (hours <= 2) return 15;
  if (hours <= 6) return 60;
  return hours <= 36 ? 360 : 1440;
}
