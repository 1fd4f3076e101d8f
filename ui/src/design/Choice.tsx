import { ToggleButton, ToggleButtonGroup } from '@mui/material';

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  fullWidth?: boolean;
}

/** One of a few values, all in sight. */
export function Choice<V extends string>({ label, value, options, onChange, fullWidth = false }: ChoiceProps<V>) {
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      aria-label={label}
      value={value}
      fullWidth={fullWidth}
      onChange={(_, next: V | null) => {
        if (next !== null) onChange(next);
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} value={option.value}>
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
