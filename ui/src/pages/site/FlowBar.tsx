import { Box } from '@mui/material';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import type { Supply } from './flow';

export type FlowBarType = Node<
  {
    /** Where the nodes are tied to the bar: id and distance from its left end. */
    taps: readonly { id: string; x: number; above: boolean }[];
    supplies: readonly Supply[] | null;
  },
  'bar'
>;

/** The busbar: the one piece of copper all flows meet on, coloured by where its power comes from. */
export function FlowBar({ data }: NodeProps<FlowBarType>) {
  const { t, format } = useTexts();
  const total = (data.supplies ?? []).reduce((sum, s) => sum + s.watts, 0);
  return (
    <Box sx={{ position: 'relative', width: '100%', height: '100%' }}>
      <Box sx={{ display: 'flex', gap: '2px', width: '100%', height: '100%', borderRadius: '7px', overflow: 'hidden', bgcolor: total > 0 ? 'transparent' : 'surface.line' }}>
        {(total > 0 ? (data.supplies ?? []) : []).map((s) => (
          <Box key={s.kind} sx={{ flex: `${s.watts} 1 0`, minWidth: 4, bgcolor: `energy.${s.kind}`, transition: 'flex-grow var(--calm) var(--ease)' }} />
        ))}
      </Box>
      <Box
        className="figures"
        sx={{
          position: 'absolute',
          left: '50%',
          top: '50%',
          transform: 'translate(-50%, -50%)',
          px: 1.5,
          py: 0.5,
          borderRadius: '999px',
          bgcolor: 'background.paper',
          border: 1,
          borderColor: 'divider',
          typography: 'body2',
          color: 'text.secondary',
          whiteSpace: 'nowrap',
        }}
      >
        {t('site.busbar')}
        {total > 0 ? <Box component="span" sx={{ color: 'text.primary', fontWeight: 600, ml: 0.75 }}>{join(format.power(total))}</Box> : null}
      </Box>
      {data.taps.map((tap) => (
        <Handle
          key={tap.id}
          id={tap.id}
          type="target"
          position={tap.above ? Position.Top : Position.Bottom}
          isConnectable={false}
          style={{ left: tap.x, opacity: 0, pointerEvents: 'none' }}
        />
      ))}
    </Box>
  );
}
