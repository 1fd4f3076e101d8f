import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useRef, useState, type FormEvent } from 'react';
import { useAddEdge, useEdge, useEdges, useNewCode, type Edge, type EdgeWithCode } from '../../api/edges';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { useNow } from '../../live/useLiveSite';
import { CodeToRun } from '../edges/CodeDialog';
import { edgeTones, seenText } from '../edges/words';
import { StepActions, Waiting } from './StepActions';
import type { Wizard } from './wizard';

/** The edge that reads the device: one of the site, or a new one that is brought in here. */
export function EdgeStep({ wizard }: { wizard: Wizard }) {
  const [code, setCode] = useState<EdgeWithCode | null>(null);
  const { edge } = wizard.chosen;
  return edge === '' ? <ChooseEdge wizard={wizard} onCode={setCode} /> : <AwaitEdge wizard={wizard} code={code?.edge.id === edge ? code : null} onCode={setCode} />;
}

function ChooseEdge({ wizard, onCode }: { wizard: Wizard; onCode: (made: EdgeWithCode) => void }) {
  const { t } = useTexts();
  const edges = useEdges({ site: wizard.chosen.site });
  return (
    <Panel title={t('provision.step.edge')} lead={t('provision.edge_lead')}>
      <Loaded query={edges} heights={[120]}>
        {(data) => {
          const known = data.pages.flatMap((p) => p.items).filter((e) => e.state !== 'REVOKED');
          const choose = (e: Edge) => wizard.set({ edge: e.id });
          return (
            <>
              {known.length === 0 ? null : <KnownEdges edges={known} onChoose={choose} />}
              <NewEdge wizard={wizard} onCode={onCode} busy={known.some((e) => e.state === 'ENROLLED')} />
              <StepActions onBack={wizard.back} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function KnownEdges({ edges, onChoose }: { edges: readonly Edge[]; onChoose: (e: Edge) => void }) {
  const { t } = useTexts();
  const [chosen, setChosen] = useState(() => (edges.find((e) => e.state === 'ENROLLED') ?? edges[0])?.id ?? '');
  const edge = edges.find((e) => e.id === chosen);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start', mb: 3 }}>
      <TextField select label={t('edges.col.name')} value={edge?.id ?? ''} onChange={(e) => setChosen(e.target.value)} sx={{ flex: '1 1 240px' }}>
        {edges.map((e) => (
          <MenuItem key={e.id} value={e.id}>
            {e.name} · {t(`edges.state.${e.state}`)}
          </MenuItem>
        ))}
      </TextField>
      <Button variant="contained" disabled={!edge} onClick={() => edge && onChoose(edge)} sx={{ minHeight: 56 }}>
        {t('provision.edge_use')}
      </Button>
    </Box>
  );
}

function NewEdge({ wizard, onCode, busy }: { wizard: Wizard; onCode: (made: EdgeWithCode) => void; busy: boolean }) {
  const { t } = useTexts();
  const add = useAddEdge();
  const once = useRef(newOrderID());
  const [missing, setMissing] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
    setMissing(name === '' ? t('edges.missing_name') : '');
    if (name === '') return;
    const done = (made: EdgeWithCode) => {
      onCode(made);
      wizard.set({ edge: made.edge.id });
    };
    add.mutate({ site: wizard.chosen.site, name, once: once.current }, { onSuccess: done, onError: () => (once.current = newOrderID()) });
  };
  const problem = missing || add.error;
  return (
    <Box component="form" noValidate onSubmit={submit}>
      <Box component="h3" sx={{ typography: 'h3', m: 0, mb: 1 }}>{t('provision.edge_new')}</Box>
      {busy ? <Box sx={{ color: 'text.secondary', mb: 1 }}>{t('provision.edge_second')}</Box> : null}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start' }}>
        <TextField name="name" label={t('edges.name')} helperText={t('edges.name_help')} required autoComplete="off" sx={{ flex: '1 1 240px' }} slotProps={{ htmlInput: { maxLength: 100 } }} />
        <Button type="submit" variant={busy ? 'outlined' : 'contained'} disabled={add.isPending} sx={{ minHeight: 56 }}>
          {t(add.isPending ? 'dialog.busy' : 'edges.make_code')}
        </Button>
      </Box>
      {problem ? <Box sx={{ mt: 1.5 }}><Complaint problem={problem} /></Box> : null}
    </Box>
  );
}

interface AwaitProps {
  wizard: Wizard;
  code: EdgeWithCode | null;
  onCode: (made: EdgeWithCode) => void;
}

function AwaitEdge({ wizard, code, onCode }: AwaitProps) {
  const { t } = useTexts();
  const edge = useEdge(wizard.chosen.edge, 2000);
  return (
    <Panel title={edge.data?.name ?? t('provision.step.edge')} lead={t('provision.await_lead')}>
      <Loaded query={edge} heights={[200]}>
        {(e) => {
          const here = e.state === 'ENROLLED' && e.last_seen_at !== null;
          return (
            <>
              {e.state !== 'ENROLLED' ? <CodeOf edge={e} code={code} onCode={onCode} /> : null}
              <EdgeState edge={e} />
              <StepActions onBack={() => wizard.set({ edge: '' })}>
                <Button variant="contained" disabled={!here} onClick={() => wizard.set({ step: 'find' })}>
                  {t('provision.next')}
                </Button>
              </StepActions>
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

/** The code while it is known; a code is shown once, so after a reload a new one is made. */
function CodeOf({ edge, code, onCode }: { edge: Edge; code: EdgeWithCode | null; onCode: (made: EdgeWithCode) => void }) {
  const { t } = useTexts();
  const make = useNewCode();
  if (code) return <CodeToRun made={code} />;
  return (
    <Box>
      <Box sx={{ color: 'text.secondary', mb: 1.5 }}>{t('provision.code_gone')}</Box>
      <Button variant="outlined" disabled={make.isPending} onClick={() => make.mutate(edge.id, { onSuccess: onCode })}>
        {t('edges.make_code')}
      </Button>
      {make.error ? <Box sx={{ mt: 1.5 }}><Complaint problem={make.error} /></Box> : null}
    </Box>
  );
}

function EdgeState({ edge }: { edge: Edge }) {
  const texts = useTexts();
  const { t } = texts;
  const now = useNow();
  if (edge.state === 'REVOKED') return <Box sx={{ mt: 2 }}><StatusBadge tone={edgeTones.REVOKED}>{t('edges.state.REVOKED')}</StatusBadge></Box>;
  if (edge.state === 'PENDING') return <Waiting>{t('provision.await_enrol')}</Waiting>;
  if (edge.last_seen_at === null) return <Waiting>{t('provision.await_run')}</Waiting>;
  return (
    <Box role="status" data-testid="edge-here" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, py: 1 }}>
      <StatusBadge tone="ok">{t('provision.edge_here')}</StatusBadge>
      <Box sx={{ color: 'text.secondary' }}>{[seenText(edge.last_seen_at, now, texts), edge.software].filter(Boolean).join(' · ')}</Box>
    </Box>
  );
}
