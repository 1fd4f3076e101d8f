import type { EChartsCoreOption } from 'echarts/core';
import type { Quarter } from '../../api/balancegroups';
import { axisText, axisTip } from '../../design/chartStyle';
import { fontStack, type schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { energyText } from './tree';

type Tokens = (typeof schemes)['light'];

/** Quarter hours as stacked bars in kWh: the group itself and those below it. What is provisional is pale; what nothing was posted to has no bar. */
export function balanceOption(quarters: readonly Quarter[], look: { zone: string; texts: Texts; tokens: Tokens; narrow: boolean }): EChartsCoreOption {
  const { zone, texts, tokens, narrow } = look;
  const { t, format } = texts;
  const times = quarters.map((q) => format.time(q.slot_from, zone));
  const bars = (name: string, color: string, of: (q: Quarter) => string | null) => ({
    type: 'bar', name, stack: 'balance', barCategoryGap: '15%', itemStyle: { color },
    data: quarters.map((q) => {
      const wh = of(q);
      return wh === null ? null : { value: Number(wh) / 1000, itemStyle: { color, opacity: q.status === 'FINAL' ? 1 : 0.45 } };
    }),
  });
  return {
    animation: false,
    textStyle: { fontFamily: fontStack },
    grid: { left: 8, right: 16, top: 28, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { ...axisTip(tokens), formatter: (hits: { dataIndex: number }[]) => tip(quarters[hits[0]?.dataIndex ?? -1], zone, texts) },
    xAxis: {
      type: 'category', data: times, axisLine: { lineStyle: { color: tokens.line }, onZero: false }, axisTick: { show: false },
      axisLabel: { ...axisText(tokens), interval: (i: number) => i % Math.max(1, Math.round(times.length / (narrow ? 4 : 8))) === 0 },
    },
    yAxis: {
      type: 'value', name: 'kWh', nameGap: 12, nameTextStyle: { ...axisText(tokens), align: 'right', padding: [0, 6, 0, 0] }, splitNumber: 4,
      axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...axisText(tokens), formatter: (v: number) => format.measure(v, '') }, splitLine: { lineStyle: { color: tokens.line } },
    },
    series: [bars(t('ledger.own'), tokens.energy.grid, (q) => q.own_wh), bars(t('ledger.children'), tokens.energy.load, (q) => q.children_wh)],
  };
}

function tip(q: Quarter | undefined, zone: string, texts: Texts): HTMLElement | string {
  const { t, format } = texts;
  if (!q) return '';
  const body = document.createElement('div');
  const line = (text: string) => {
    body.appendChild(document.createElement('div')).textContent = text;
  };
  line(format.time(q.slot_from, zone) + (q.status === null ? '' : ` · ${t(`ledger.status.${q.status}`)}`) + (q.sealed ? ` · ${t('ledger.sealed')}` : ''));
  line(`${t('ledger.own')}: ${energyText(q.own_wh, texts)}`);
  line(`${t('ledger.children')}: ${energyText(q.children_wh, texts)}`);
  line(`${t('ledger.total')}: ${energyText(q.total_wh, texts)}`);
  return body;
}
