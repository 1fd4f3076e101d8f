import { Box, Button, ButtonBase } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { useChannelSettings, useVirtualChannels, type VirtualChannel } from '../../api/channels';
import { useMe } from '../../api/queries';
import type { ChannelItem } from '../../api/types';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { LimitsDialog } from './LimitsDialog';
import { limitsText } from './upkeep';
import { VirtualDialog } from './VirtualDialog';

interface UpkeepProps {
  site: string;
  channels: readonly ChannelItem[];
}

/** What people say of the site's channels, and which are computed. Who may change it has the buttons. */
export function UpkeepPanels({ site, channels }: UpkeepProps) {
  const may = useMe().data?.permissions.includes('CONFIGURE') ?? false;
  return (
    <>
      <Virtual site={site} channels={channels} may={may} />
      <Limits site={site} channels={channels} may={may} />
    </>
  );
}

function Virtual({ site, channels, may }: UpkeepProps & { may: boolean }) {
  const { t } = useTexts();
  const virtual = useVirtualChannels(site);
  const [open, setOpen] = useState<VirtualChannel | 'new' | null>(null);
  return (
    <Panel title={t('upkeep.virtual')} lead={t('upkeep.virtual_lead')}>
      <Loaded query={virtual} heights={[40]}>
        {(items) => (
          <Lines none={t('upkeep.virtual_none')}>
            {items.map((c) => (
              <Line key={c.id} name={c.name} text={`${c.formula} · ${c.unit}`} open={may ? () => setOpen(c) : undefined} />
            ))}
          </Lines>
        )}
      </Loaded>
      {may ? <Add text={t('upkeep.virtual_add')} onClick={() => setOpen('new')} /> : null}
      {open ? <VirtualDialog site={site} channels={channels} channel={open === 'new' ? null : open} onClose={() => setOpen(null)} /> : null}
    </Panel>
  );
}

function Limits({ site, channels, may }: UpkeepProps & { may: boolean }) {
  const texts = useTexts();
  const { t } = texts;
  const settings = useChannelSettings(site);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Panel title={t('upkeep.limits')} lead={t('upkeep.limits_lead')}>
      <Loaded query={settings} heights={[40]}>
        {(items) => (
          <Lines none={t('upkeep.limits_none')}>
            {items.map((s) => (
              <Line key={s.channel} name={s.channel} text={limitsText(s, texts)} open={may ? () => setOpen(s.channel) : undefined} />
            ))}
          </Lines>
        )}
      </Loaded>
      {may ? <Add text={t('upkeep.limits_add')} onClick={() => setOpen('')} /> : null}
      {open !== null && settings.data ? <LimitsDialog site={site} channels={channels} settings={settings.data} channel={open} onClose={() => setOpen(null)} /> : null}
    </Panel>
  );
}

function Lines({ none, children }: { none: string; children: ReactNode[] }) {
  if (children.length === 0) return <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{none}</Box>;
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      {children}
    </Box>
  );
}

function Line({ name, text, open }: { name: string; text: string; open: (() => void) | undefined }) {
  const { t } = useTexts();
  const words = (
    <>
      <Box component="span" sx={{ typography: 'body2', fontWeight: 560, overflowWrap: 'anywhere' }}>{name}</Box>
      <Box component="span" sx={{ typography: 'body2', color: 'text.secondary', overflowWrap: 'anywhere' }}>{text}</Box>
    </>
  );
  const look = { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', textAlign: 'left', width: 1, px: 1, py: 0.75, borderRadius: 1 };
  return (
    <li>
      {open ? (
        <ButtonBase onClick={open} title={t('upkeep.change', { name })} sx={{ ...look, '&:hover, &:focus-visible': { bgcolor: 'action.hover' } }}>
          {words}
        </ButtonBase>
      ) : (
        <Box sx={look}>{words}</Box>
      )}
    </li>
  );
}

function Add({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <Button variant="outlined" onClick={onClick} sx={{ mt: 2, alignSelf: 'flex-start' }}>
      {text}
    </Button>
  );
}
