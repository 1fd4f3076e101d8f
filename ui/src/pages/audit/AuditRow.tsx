import { Box, Button, Collapse } from '@mui/material';
import { useId, useState } from 'react';
import type { AuditItem } from '../../api/types';
import { Icon, type IconName } from '../../design/icons';
import { useTexts } from '../../i18n/useTexts';
import { changesOf, nameOf, type Change } from './changes';

const looks: Record<AuditItem['action'], { icon: IconName; ink: string; ground: string }> = {
  INSERT: { icon: 'ok', ink: 'success.main', ground: 'soft.ok' },
  UPDATE: { icon: 'info', ink: 'text.secondary', ground: 'surface.sunken' },
  DELETE: { icon: 'warning', ink: 'warning.main', ground: 'soft.warning' },
};

interface AuditRowProps {
  entry: AuditItem;
  zone: string;
  /** Shows only what happened to the entry's row. */
  only: (entity: string, id: string) => void;
}

/** One entry: who did what to which row, when, its place in the chain, and on demand each field. */
export function AuditRow({ entry, zone, only }: AuditRowProps) {
  const { t, word, format } = useTexts();
  const [open, setOpen] = useState(false);
  const details = useId();
  const look = looks[entry.action];
  const changes = changesOf(entry);
  const name = nameOf(entry);
  return (
    <Box component="li" data-testid="audit-entry" sx={{ px: { xs: 2, md: 3 }, py: 1.25, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'auto 1fr auto', md: 'auto 1fr auto auto' }, columnGap: 2, rowGap: 0.5, alignItems: 'center' }}>
        <Box sx={{ width: 40, height: 40, borderRadius: '12px', display: 'grid', placeItems: 'center', bgcolor: look.ground, color: look.ink }}>
          <Icon name={look.icon} size={22} />
        </Box>
        <Box sx={{ minWidth: 0, gridColumn: { xs: '2 / span 2', md: 'auto' } }}>
          <Box sx={{ fontWeight: 560, overflowWrap: 'anywhere' }}>
            {word('entity', entry.entity)} {name ? <q>{name}</q> : null} {word('audit.act', entry.action)}
          </Box>
          <Box sx={{ typography: 'body2', color: 'text.secondary', overflowWrap: 'anywhere' }}>
            {entry.actor_name || entry.actor}
            {entry.action === 'UPDATE' ? ` · ${changes.map((c) => c.field).join(', ')}` : ''}
          </Box>
        </Box>
        <Box className="figures" sx={{ gridColumn: { xs: 2, md: 'auto' }, textAlign: { md: 'right' }, typography: 'body2' }}>
          <Box>{format.dateTime(entry.at, zone)}</Box>
          <Box sx={{ color: 'text.secondary' }}>{entry.seq === null ? t('audit.waiting') : t('audit.sealed', { seq: String(entry.seq) })}</Box>
        </Box>
        <Button size="small" aria-expanded={open} aria-controls={details} onClick={() => setOpen(!open)} sx={{ minWidth: { md: 150 }, whiteSpace: 'nowrap', mr: -1 }}>
          {t(open ? 'audit.hide' : 'audit.show')}
        </Button>
      </Box>
      <Collapse in={open} id={details} unmountOnExit>
        <Fields changes={changes} entry={entry} />
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center', mt: 1, typography: 'caption', color: 'text.secondary', overflowWrap: 'anywhere' }}>
          {entry.request ? <span>{t('audit.request', { request: entry.request })}</span> : null}
          {entry.hash ? <Box component="code" sx={{ minWidth: 0 }}>{entry.hash}</Box> : null}
          <Button size="small" onClick={() => only(entry.entity, entry.entity_id)}>
            {t('audit.only')}
          </Button>
        </Box>
      </Collapse>
    </Box>
  );
}

function Fields({ changes, entry }: { changes: readonly Change[]; entry: AuditItem }) {
  const { t } = useTexts();
  const cell = { p: 0.75, textAlign: 'left', verticalAlign: 'top', borderTop: 1, borderColor: 'divider', overflowWrap: 'anywhere', fontWeight: 400 } as const;
  const was = entry.action !== 'INSERT';
  const is = entry.action !== 'DELETE';
  return (
    <Box component="table" sx={{ width: '100%', tableLayout: 'fixed', borderCollapse: 'collapse', mt: 1, typography: 'body2' }}>
      <thead>
        <tr>
          {[t('audit.field'), ...(was ? [t('audit.before')] : []), ...(is ? [t('audit.after')] : [])].map((head) => (
            <Box component="th" scope="col" key={head} sx={{ ...cell, borderTop: 0, color: 'text.secondary' }}>
              {head}
            </Box>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map((c) => (
          <tr key={c.field}>
            <Box component="th" scope="row" sx={{ ...cell, color: 'text.secondary' }}>
              {c.field}
            </Box>
            {was ? <Box component="td" sx={cell}>{c.before ?? t('audit.absent')}</Box> : null}
            {is ? <Box component="td" sx={{ ...cell, fontWeight: 560 }}>{c.after ?? t('audit.absent')}</Box> : null}
          </tr>
        ))}
      </tbody>
    </Box>
  );
}
