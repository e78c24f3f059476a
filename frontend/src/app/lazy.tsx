/** A screen that is fetched when it is first shown (the service worker has it already), with a way out if that fails. */
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Page } from '../parts/Page.tsx';
import type { ScreenProps } from '../parts/screen.ts';
import { words } from '../words/index.ts';

type ScreenComponent = FunctionComponent<ScreenProps>;

/** `onShown` is called once the screen itself is in the document. */
export type PlacedProps = ScreenProps & { onShown?: () => void };

export interface LazyScreen {
  (props: PlacedProps): ReturnType<ScreenComponent>;
  /** Resolves once it is here, or cannot be had now. */
  preload(): Promise<void>;
}

export function lazy(load: () => Promise<{ default: ScreenComponent }>): LazyScreen {
  let Loaded: ScreenComponent | null = null;
  const fetched = async () => {
    Loaded = (await load()).default;
  };

  function Lazy({ onShown, ...props }: PlacedProps) {
    const [failed, setFailed] = useState(false);
    const [, draw] = useState(0);
    const ready = Loaded !== null;
    const attempt = () => {
      setFailed(false);
      fetched().then(
        () => draw((times) => times + 1),
        () => setFailed(true),
      );
    };
    useEffect(() => (ready ? onShown?.() : attempt()), [ready]);

    if (Loaded) return <Loaded {...props} />;
    if (!failed) return <p class="quiet loading">{words.app.loading}</p>;
    return (
      <Page title={words.app.notLoaded.title}>
        <p>{words.app.notLoaded.body}</p>
        <button type="button" class="btn go" onClick={attempt}>
          {words.app.notLoaded.again}
        </button>
      </Page>
    );
  }
  return Object.assign(Lazy, { preload: () => fetched().catch(() => undefined) });
}
