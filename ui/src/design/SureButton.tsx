import { Button } from '@mui/material';
import { useState } from 'react';

interface SureButtonProps {
  label: string;
  /** What it says once it was pressed. */
  sure: string;
  act: () => void;
  busy: boolean;
}

/** Does what cannot be taken back, after a second press. */
export function SureButton({ label, sure, act, busy }: SureButtonProps) {
  const [asked, setAsked] = useState(false);
  return (
    <Button color="error" disabled={busy} onClick={() => (asked ? act() : setAsked(true))} onBlur={() => setAsked(false)} sx={{ mr: 'auto' }}>
      {asked ? sure : label}
    </Button>
  );
}
