import { Component, type ReactNode } from 'react';
import { EmptyState } from '../design/States';
import { translate } from '../i18n/translate';
import { usePreferences } from './preferences';

interface BoundaryState {
  failed: Error | null;
}

/** Keeps a page that fails to draw from taking the navigation with it. */
export class Boundary extends Component<{ children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { failed: null };

  static getDerivedStateFromError(error: Error): BoundaryState {
    return { failed: error };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const { language } = usePreferences.getState();
    return <EmptyState icon="warning" title={translate(language, 'error.render')} next={this.state.failed.message} />;
  }
}
