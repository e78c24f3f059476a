/** A page that broke says so in words, and leaves everything else working. What was saved is in the store, untouched. */
import { Component, type ComponentChildren } from 'preact';
import { Page } from '../parts/Page.tsx';
import { words } from '../words/index.ts';

interface State {
  readonly error: Error | null;
}

export class ErrorScreen extends Component<{ children: ComponentChildren }, State> {
  override state: State = { error: null };

  static override getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Page title={words.app.broken.title}>
        <p>{words.app.broken.body}</p>
        <button type="button" class="btn go" onClick={() => this.setState({ error: null })}>
          {words.app.broken.again}
        </button>
        <details>
          <summary>{words.app.broken.details}</summary>
          <p class="quiet">{error.message}</p>
        </details>
      </Page>
    );
  }
}
