import { Box } from '@mui/material';
import { useStages, type TelemetryStage } from '../../api/model';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { radius } from '../../design/tokens';
import { useTexts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { absent } from '../../lib/format';
import { useNow } from '../../live/useLiveSite';

/** The stages that samples go through, each with what went through it since the server started: of all tenants together, so for who runs the platform. */
export function StageStrip() {
  const { t, format } = useTexts();
  const stages = useStages();
  const now = useNow(10_000);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Panel
      title={t('model.stages')}
      lead={
        <>
          {t('model.stages_lead')}
          {stages.data ? <Box className="figures">{t('model.stages_since', { since: format.dateTime(stages.data.since, zone) })}</Box> : null}
        </>
      }
    >
      <Loaded query={stages} heights={[180]}>
        {(flow) => (
          <Box component="ol" data-testid="stages" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr', sm: 'repeat(2, minmax(0, 1fr))', md: 'repeat(3, minmax(0, 1fr))', xl: 'repeat(6, minmax(0, 1fr))' } }}>
            {flow.stages.map((stage, i) => (
              <StageBox key={stage.stage} stage={stage} place={i + 1} lag={flow.through && stage.stage === 'ROLLED_UP' ? ageText(now - Date.parse(flow.through), t) : null} />
            ))}
          </Box>
        )}
      </Loaded>
    </Panel>
  );
}

function StageBox({ stage, place, lag }: { stage: TelemetryStage; place: number; lag: string | null }) {
  const { t, format } = useTexts();
  const elsewhere = stage.figures.every((f) => f.count === null);
  return (
    <Box component="li" data-stage={stage.stage} sx={{ minWidth: 0, p: 1.5, border: 1, borderColor: 'divider', borderRadius: `${radius.medium}px`, display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      <Box component="h3" sx={{ typography: 'body1', fontWeight: 620, m: 0 }}>
        {place}. {t(`model.stage.${stage.stage}`)}
      </Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{t(`model.stage_about.${stage.stage}`)}</Box>
      {elsewhere ? (
        <Box sx={{ typography: 'body2', mt: 0.5 }}>{t('model.stage_elsewhere')}</Box>
      ) : (
        <Box component="dl" className="figures" sx={{ m: 0, mt: 0.5, typography: 'body2', display: 'grid', gridTemplateColumns: '1fr auto', columnGap: 1.5, rowGap: 0.25 }}>
          {stage.figures.map((f) => (
            <Box key={f.name} sx={{ display: 'contents' }}>
              <Box component="dt" sx={{ color: 'text.secondary' }}>{t(`model.figure.${f.name}`)}</Box>
              <Box component="dd" sx={{ m: 0, fontWeight: 560, textAlign: 'right' }}>{f.count === null ? absent : format.number(f.count, 0)}</Box>
            </Box>
          ))}
        </Box>
      )}
      {lag ? <Box className="figures" sx={{ typography: 'caption', color: 'text.secondary', mt: 'auto', pt: 0.5 }}>{t('model.stage_through', { age: lag })}</Box> : null}
    </Box>
  );
}
