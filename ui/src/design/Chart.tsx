import { Box } from '@mui/material';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { core } from './echarts';

interface ChartProps {
  option: EChartsCoreOption;
  /** What the chart shows, for who cannot see it. */
  label: string;
}

/** An ECharts drawing that fills its box (a flex container), follows its size and is replaced as a whole when its option changes. */
export function Chart({ option, label }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    const made = core.init(box.current);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    if (box.current) observer.observe(box.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true, lazyUpdate: true });
  }, [option]);
  return (
    <Box role="img" aria-label={label} sx={{ flex: 1, minWidth: 0, position: 'relative' }}>
      <Box ref={box} sx={{ position: 'absolute', inset: 0 }} />
    </Box>
  );
}
