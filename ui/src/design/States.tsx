import { Box, Button, Skeleton } from '@mui/material';
import type { ReactNode } from 'react';
import { Problem, problemText } from '../api/problem';
import { useTexts } from '../i18n/useTexts';
import { Icon, type IconName } from './icons';

interface EmptyStateProps {
  title: string;
  /** What to do next. */
  next: string;
  icon?: IconName;
  action?: ReactNode;
}

/** What stands where there is nothing: it says what to do next. */
export function EmptyState({ title, next, icon = 'empty', action }: EmptyStateProps) {
  return (
    <Notice icon={icon} ink="text.secondary" title={title} detail={next}>
      {action}
    </Notice>
  );
}

/** A refusal or a silence of the server, in the reader's language, with a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const texts = useTexts();
  const request = error instanceof Problem ? error.document.request_id : undefined;
  return (
    <Box role="alert">
      <Notice icon="warning" ink="error.main" title={texts.t('error.title')} detail={problemText(error, texts)}>
        {request ? (
          <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{texts.t('error.request', { id: request })}</Box>
        ) : null}
        {onRetry ? (
          <Button variant="outlined" onClick={onRetry}>
            {texts.t('error.retry')}
          </Button>
        ) : null}
      </Notice>
    </Box>
  );
}

interface NoticeProps {
  icon: IconName;
  ink: string;
  title: string;
  detail: string;
  children?: ReactNode;
}

function Notice({ icon, ink, title, detail, children }: NoticeProps) {
  return (
    <Box sx={{ py: { xs: 5, md: 7 }, px: 3, display: 'flex', flexDirection: 'column', alignItems: 'center', gap: 1.25, textAlign: 'center' }}>
      <Box sx={{ width: 56, height: 56, borderRadius: '50%', bgcolor: 'surface.sunken', color: ink, display: 'grid', placeItems: 'center', mb: 0.5 }}>
        <Icon name={icon} size={26} />
      </Box>
      <Box sx={{ typography: 'h2' }}>{title}</Box>
      <Box sx={{ color: 'text.secondary', maxWidth: '46ch' }}>{detail}</Box>
      {children}
    </Box>
  );
}

/** Grey shapes of about the size of what is being loaded. */
export function Loading({ heights }: { heights: readonly number[] }) {
  const { t } = useTexts();
  return (
    <Box aria-busy="true" sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <span className="visually-hidden" role="status">
        {t('loading')}
      </span>
      {heights.map((height, i) => (
        <Skeleton key={i} variant="rounded" height={height} sx={{ borderRadius: '16px' }} />
      ))}
    </Box>
  );
}

interface LoadedProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  heights: readonly number[];
  children: (data: T) => ReactNode;
}

/** Shows what a query brought: grey shapes first, a problem when there is nothing better to show. */
export function Loaded<T>({ query, heights, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading heights={heights} />;
}
