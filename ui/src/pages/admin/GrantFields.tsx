import { MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { useGivenRoles, usePlaces, type Role } from '../../api/people';
import { useTexts } from '../../i18n/useTexts';
import { roleHelp } from './RolesPanel';

interface FieldProps<V> {
  label: string;
  value: V;
  onChange: (value: V) => void;
}

/** One of the roles that people hold, with what it grants. */
export function RoleField({ label, value, onChange }: FieldProps<Role>) {
  const texts = useTexts();
  const given = useGivenRoles();
  const chosen = given.find((r) => r.role === value);
  // The chosen one stands there before the others are known.
  const offered = chosen ? given.map((r) => r.role) : [value, ...given.map((r) => r.role)];
  return (
    <TextField select fullWidth label={label} value={value} helperText={roleHelp(texts, chosen ?? { role: value, about: '' })} onChange={(e) => onChange(e.target.value as Role)}>
      {offered.map((r) => (
        <MenuItem key={r} value={r}>
          {texts.word('role', r)}
        </MenuItem>
      ))}
    </TextField>
  );
}

/** A place where one may give roles; "" is the whole tenant. */
export function PlaceField({ label, value, onChange }: FieldProps<string>) {
  const { t } = useTexts();
  const places = usePlaces().data;
  return (
    <TextField select fullWidth label={label} value={value} onChange={(e) => onChange(e.target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
      {places?.whole_tenant === false ? null : <MenuItem value="">{t('admin.whole')}</MenuItem>}
      {places?.items.map((p) => (
        <MenuItem key={p.node_id} value={p.node_id}>
          {p.name}
        </MenuItem>
      ))}
    </TextField>
  );
}

/** The chosen place: until one is chosen the whole tenant, or the first place of who administers less. */
export function useFirstPlace(): [string, (place: string) => void] {
  const places = usePlaces().data;
  const [chosen, choose] = useState<string | null>(null);
  const first = places && !places.whole_tenant ? (places.items[0]?.node_id ?? '') : '';
  return [chosen ?? first, choose];
}
