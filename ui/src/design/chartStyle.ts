import { fontStack, type schemes } from './tokens';

type Tokens = (typeof schemes)['light'];

/** The text along a chart's axes. */
export function axisText(tokens: Tokens) {
  return { color: tokens.muted, fontSize: 12, fontFamily: fontStack };
}

/** A tooltip that tells of the place along the axis that is pointed at. */
export function axisTip(tokens: Tokens) {
  return {
    trigger: 'axis',
    axisPointer: { type: 'line', lineStyle: { color: tokens.lineStrong, type: 'solid' } },
    backgroundColor: tokens.surface,
    borderColor: tokens.line,
    textStyle: { color: tokens.text, fontSize: 13, fontFamily: fontStack },
    confine: true,
  };
}
