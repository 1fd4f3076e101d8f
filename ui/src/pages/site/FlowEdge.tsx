import { useMediaQuery } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { getStraightPath, type Edge, type EdgeProps } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { EnergyKind } from '../../design/tokens';

export type FlowEdgeType = Edge<
  {
    kind: EnergyKind;
    /** From the node into the busbar; null where nothing flows. */
    inward: boolean | null;
    /** 0…1 of full scale. */
    strength: number;
    known: boolean;
  },
  'flow'
>;

/** Distance between two of the moving dots, in pixels. */
const period = 16;

/** A line whose thickness, direction and pace follow the power. The arrow head says the direction without motion. */
export function FlowEdge({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<FlowEdgeType>) {
  const theme = useTheme();
  const { kind, inward, strength, known } = data!;
  const [path] = getStraightPath({ sourceX, sourceY, targetX, targetY });
  const colour = theme.vars!.palette.energy[kind];
  const quiet = theme.vars!.palette.surface.line;
  const width = 6 + 16 * Math.sqrt(strength);
  const moving = known && inward !== null;
  const still = useMediaQuery('(prefers-reduced-motion: reduce)', { noSsr: true });
  const dots = useRef<SVGPathElement>(null);
  usePace(dots, moving && !still ? (inward ? 1 : -1) * (0.5 + 2.2 * Math.sqrt(strength)) : 0);

  return (
    <g data-kind={kind} data-inward={String(inward)}>
      <path d={path} fill="none" stroke={moving ? colour : quiet} strokeOpacity={moving ? 0.25 : 1} strokeWidth={moving ? width : 3} strokeDasharray={known ? undefined : '4 6'} />
      {moving ? (
        <>
          <path
            ref={dots}
            d={path}
            fill="none"
            stroke={colour}
            strokeWidth={Math.max(4, width * 0.56)}
            strokeLinecap="round"
            strokeDasharray={`0.1 ${period - 0.1}`}
          />
          <Arrow x={(sourceX + targetX) / 2} y={(sourceY + targetY) / 2} down={(targetY > sourceY) === inward} width={width} />
        </>
      ) : null}
    </g>
  );
}

function Arrow({ x, y, down, width }: { x: number; y: number; down: boolean; width: number }) {
  const theme = useTheme();
  const r = Math.max(10, width * 0.5 + 5);
  const s = r * 0.42;
  return (
    <g transform={`translate(${x} ${y}) rotate(${down ? 0 : 180})`}>
      <circle r={r} fill={theme.vars!.palette.background.paper} stroke={theme.vars!.palette.divider} />
      <path d={`M${-s} ${-s / 2}L0 ${s / 2}L${s} ${-s / 2}`} fill="none" stroke={theme.vars!.palette.text.primary} strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </g>
  );
}

// The dashes run by one endless animation whose playback rate follows the power, so that a change
// of power bends the pace instead of starting over.
function usePace(ref: React.RefObject<SVGPathElement | null>, rate: number): void {
  const animation = useRef<Animation | null>(null);
  const on = rate !== 0;
  useEffect(() => {
    if (!on || typeof ref.current?.animate !== 'function') return;
    const frames = [{ strokeDashoffset: `${period}px` }, { strokeDashoffset: '0px' }];
    const made = ref.current.animate(frames, { duration: 1000, iterations: Infinity });
    made.currentTime = 1e6;
    animation.current = made;
    return () => made.cancel();
  }, [ref, on]);
  useEffect(() => {
    animation.current?.updatePlaybackRate(rate);
  }, [rate]);
}
