import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useGiveRole, useTakeRole, type Member, type Role } from '../../api/people';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';
import { PlaceField, RoleField, useFirstPlace } from './GrantFields';
import { Part } from './PersonDialog';
import { bindingText } from './words';

/** The roles somebody holds, and where, with the way to give and take them. */
export function RolesOf({ member: m }: { member: Member }) {
  const texts = useTexts();
  const { t } = texts;
  const [give, take] = [useGiveRole(m.id), useTakeRole(m.id)];
  const [role, setRole] = useState<Role>('viewer');
  const [place, setPlace] = useFirstPlace();
  const problem = give.error ?? take.error;
  return (
    <Part title={t('person.roles')}>
      <Box component="ul" data-testid="roles" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {m.roles.map((b) => (
          <Box component="li" key={b.id} sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center', gap: 2, minHeight: 44, borderTop: 1, borderColor: 'divider' }}>
            {bindingText(texts, b)}
            <Button size="small" color="inherit" aria-label={t('person.take_of', { role: bindingText(texts, b) })} disabled={take.isPending} onClick={() => { give.reset(); take.mutate(b.id); }}>
              {t('person.take')}
            </Button>
          </Box>
        ))}
        {m.roles.length === 0 ? <Box component="li" sx={{ color: 'text.secondary' }}>{t('admin.no_role')}</Box> : null}
      </Box>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr auto' }, gap: 1.5, alignItems: 'start' }}>
        <RoleField label={t('admin.role')} value={role} onChange={setRole} />
        <PlaceField label={t('invite.place')} value={place} onChange={setPlace} />
        <Button variant="outlined" disabled={give.isPending} onClick={() => { take.reset(); give.mutate({ role, ...(place ? { node_id: place } : {}) }); }} sx={{ minHeight: 56 }}>
          {t('person.give')}
        </Button>
      </Box>
      {problem ? <Complaint problem={problem} /> : null}
    </Part>
  );
}
