import { MenuItem, TextField } from '@mui/material';

interface PickProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
}

/** One of several values, in a form. */
export function Pick<V extends string>({ label, value, options, onChange }: PickProps<V>) {
  return (
    <TextField select size="small" label={label} value={value} onChange={(e) => onChange(e.target.value as V)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }} sx={{ flex: '1 1 150px' }}>
      {options.map((o) => (
        <MenuItem key={o.value} value={o.value}>
          {o.label}
        </MenuItem>
      ))}
    </TextField>
  );
}

interface PickSomeProps<V extends string | number> {
  label: string;
  /** None for all. */
  value: readonly V[];
  options: readonly { value: V; label: string }[];
  all: string;
  onChange: (value: V[]) => void;
}

/** Some of several values, or all. */
export function PickSome<V extends string | number>({ label, value, options, all, onChange }: PickSomeProps<V>) {
  const order = (chosen: readonly V[]) => options.map((o) => o.value).filter((v) => chosen.includes(v));
  const shown = (chosen: readonly V[]) => (chosen.length === 0 ? all : order(chosen).map((v) => options.find((o) => o.value === v)?.label ?? String(v)).join(', '));
  return (
    <TextField
      select
      size="small"
      label={label}
      value={value}
      onChange={(e) => onChange(order(e.target.value as unknown as V[]))}
      slotProps={{ select: { multiple: true, displayEmpty: true, renderValue: (chosen: unknown) => shown(chosen as V[]) }, inputLabel: { shrink: true } }}
      sx={{ flex: '1 1 130px' }}
    >
      {options.map((o) => (
        <MenuItem key={o.value} value={o.value}>
          {o.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
