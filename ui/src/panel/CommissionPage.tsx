import { Box } from '@mui/material';
import { useState } from 'react';
import { tryDevice, type Look, type Spot } from '../api/panel';
import { Page } from '../design/Page';
import { useTexts } from '../i18n/useTexts';
import { Finder } from './Finder';
import { LookPanel } from './LookPanel';
import { Reader } from './Reader';
import { Trial } from './Trial';

/** Finds devices, reads them by a profile, tries a set-point, and gives the lines for the site file. */
export function CommissionPage() {
  const { t } = useTexts();
  const [spot, setSpot] = useState<Spot>({ address: '', profile: '' });
  const [look, setLook] = useState<{ spot: Spot; look: Look } | null>(null);
  const choose = (next: Spot) => {
    setSpot(next);
    setLook(null);
  };
  return (
    <Page title={t('commission.title')} lead={t('commission.lead')}>
      <Box sx={{ display: 'grid', gap: { xs: 2, md: 3 }, gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 2fr) minmax(0, 3fr)' }, alignItems: 'start' }}>
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
          <Finder onChoose={choose} />
          <Reader spot={spot} onChange={choose} onRead={(of, read) => setLook({ spot: of, look: read })} />
        </Box>
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
          {look ? <LookPanel look={look.look} /> : null}
          {look && look.look.writable.length ? <Trial look={look.look} attempt={(a) => tryDevice(look.spot, a)} /> : null}
        </Box>
      </Box>
    </Page>
  );
}
