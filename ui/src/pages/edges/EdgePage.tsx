import { Box, Button, Link } from '@mui/material';
import { useState } from 'react';
import { Link as RouterLink, useParams } from 'react-router';
import { useEdge, type Edge } from '../../api/edges';
import { useConfigurations, type EdgeConfiguration } from '../../api/provision';
import { useMe } from '../../api/queries';
import { DataTable, type Column } from '../../design/DataTable';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { useNow } from '../../live/useLiveSite';
import { hereTime } from '../admin/words';
import { Problems } from '../provision/ServiceStep';
import { ChangesPanel } from './ChangesPanel';
import { ConfigureDialog, RestoreDialog } from './ConfigureDialogs';
import { RotationState } from './RotateDialog';
import { credentialText, edgeTones, seenText, standingOf } from './words';

/** One edge: how it stands, and every version of its configuration with what it made of it. */
export default function EdgePage() {
  const { edge: id = '' } = useParams();
  const { t } = useTexts();
  const edge = useEdge(id);
  return (
    <Page title={edge.data?.name ?? t('edges.col.name')} lead={edge.data ? <Link component={RouterLink} to={`/sites/${edge.data.site_id}/devices`}>{edge.data.site_name}</Link> : null} aside={<Button component={RouterLink} to="/edges" color="inherit">{t('edges.all')}</Button>}>
      <Loaded query={edge} heights={[160, 320]}>
        {(data) => (
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
            <Standing edge={data} />
            <Versions edge={data} />
          </Box>
        )}
      </Loaded>
    </Page>
  );
}

function Standing({ edge }: { edge: Edge }) {
  const texts = useTexts();
  const { t } = texts;
  const now = useNow();
  const standing = standingOf(edge, texts);
  const facts: [string, string][] = [
    [t('edges.col.seen'), seenText(edge.last_seen_at, now, texts)],
    [t('edges.col.software'), edge.software || '–'],
    [t('edges.col.credential'), credentialText(edge, now, texts)],
    [t('edges.col.hash'), edge.configuration_hash.slice(0, 12) || '–'],
  ];
  return (
    <Panel>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 2 }}>
        <StatusBadge tone={edgeTones[edge.state]}>{t(`edges.state.${edge.state}`)}</StatusBadge>
        <StatusBadge tone={standing.tone}>{standing.text}</StatusBadge>
      </Box>
      {edge.rotation === null ? null : (
        <Box sx={{ mb: 2 }}>
          <Box sx={{ color: 'text.secondary', mb: 0.5 }}>{t('edges.rotation_last')}</Box>
          <RotationState edge={edge} />
        </Box>
      )}
      {standing.drifted ? <Box role="note" sx={{ mb: 2 }}>{t('configuration.drift')}</Box> : null}
      <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 2, rowGap: 0.5 }}>
        {facts.map(([name, value]) => (
          <Box key={name} sx={{ display: 'contents' }}>
            <Box component="dt" sx={{ color: 'text.secondary' }}>{name}</Box>
            <Box component="dd" sx={{ m: 0 }}>{value}</Box>
          </Box>
        ))}
      </Box>
    </Panel>
  );
}

const tones: Record<EdgeConfiguration['state'], Tone> = {
  NOT_SENT: 'quiet', ISSUED: 'brand', ACCEPTED: 'brand', CLAMPED: 'brand', EXECUTED: 'ok', REJECTED: 'severe', FAILED: 'severe', EXPIRED: 'warning',
};

function Versions({ edge }: { edge: Edge }) {
  const texts = useTexts();
  const { t } = texts;
  const versions = useConfigurations(edge.id);
  const may = (useMe().data?.permissions.includes('PROVISION') ?? false) && edge.state === 'ENROLLED';
  const [shown, show] = useState<number | null>(null);
  const [writing, write] = useState(false);
  const [back, goBack] = useState<number | null>(null);
  const columns = useColumns(edge, show, may ? goBack : null);
  const drifted = standingOf(edge, texts).drifted;
  return (
    <Panel title={t('configuration.versions')} lead={t('configuration.versions_lead')} flush actions={may ? <Button variant="outlined" onClick={() => write(true)}>{t('configuration.write')}</Button> : null}>
      <Loaded query={versions} heights={[200]}>
        {(items) => {
          if (items.length === 0) return <EmptyState icon="empty" title={t('configuration.none')} next={t('configuration.none_next')} />;
          return <DataTable label={t('configuration.versions')} columns={columns} rows={items} rowKey={(v) => String(v.version)} />;
        }}
      </Loaded>
      {shown === null ? null : <ChangesPanel edge={edge.id} to={shown} onClose={() => show(null)} />}
      {writing ? <ConfigureDialog edge={edge} drifted={drifted} onClose={() => write(false)} /> : null}
      {back === null ? null : <RestoreDialog edge={edge} version={back} drifted={drifted} onClose={() => goBack(null)} />}
    </Panel>
  );
}

function useColumns(edge: Edge, show: (version: number) => void, back: ((version: number) => void) | null): Column<EdgeConfiguration>[] {
  const { t, format } = useTexts();
  const runs = (v: EdgeConfiguration) => v.version === edge.configuration_version;
  const state = (v: EdgeConfiguration) => (
    <Box>
      <StatusBadge tone={runs(v) ? 'ok' : v.state === 'EXECUTED' ? 'quiet' : tones[v.state]}>{runs(v) ? t('configuration.runs') : t(`configuration.state.${v.state}`)}</StatusBadge>
      {v.state === 'FAILED' || v.state === 'REJECTED' ? <Box sx={{ mt: 1 }}><Problems version={v} /></Box> : null}
    </Box>
  );
  const why = (v: EdgeConfiguration) => (
    <Box>
      <div>{v.comment}</div>
      <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{t('configuration.by', { author: v.author, time: hereTime(format, v.made_at) })}</Box>
    </Box>
  );
  const acts = (v: EdgeConfiguration) => (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, justifyContent: 'flex-end' }}>
      <Button size="small" color="inherit" sx={{ px: 1, minWidth: 0 }} aria-label={t('configuration.changes_of', { version: v.version })} onClick={() => show(v.version)}>{t('configuration.changes')}</Button>
      {back === null || v.hash === edge.configuration_hash ? null : (
        <Button size="small" color="inherit" sx={{ px: 1, minWidth: 0 }} aria-label={t('configuration.back_to', { version: v.version })} onClick={() => back(v.version)}>{t('configuration.back')}</Button>
      )}
    </Box>
  );
  return [
    { id: 'version', head: t('configuration.col.version'), primary: true, width: 96, cell: (v) => <Box component="span" data-testid="version" sx={{ fontWeight: 600 }}>{v.version}</Box> },
    { id: 'state', head: t('edges.col.state'), cell: state },
    { id: 'comment', head: t('configuration.col.comment'), cell: why },
    { id: 'hash', head: t('configuration.col.hash'), cell: (v) => <Box component="code" sx={{ whiteSpace: 'nowrap' }}>{v.hash.slice(0, 12)}</Box> },
    { id: 'acts', head: <span className="visually-hidden">{t('edges.acts')}</span>, align: 'right', cell: acts },
  ];
}
