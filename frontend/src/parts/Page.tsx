/** The frame of a page: its heading, the way back, its actions; names the document when it is the page one came for. */
import './page.css';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import { words } from '../words/index.ts';
import { BackIcon } from './icons.tsx';
import { useServices } from './services.ts';

interface Frame {
  /** In a side column, beside the page that one came for. */
  readonly side: boolean;
  /** What stands at the end of each heading (the status pill on a phone). */
  readonly extra: ComponentChildren;
}

export const FrameContext = createContext<Frame>({ side: false, extra: null });

interface PageProps {
  title: string;
  /** The place that this page belongs to, for a way back on the phone. */
  back?: { path: string; label: string };
  actions?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}

export function Page({ title, back, actions, class: name = '', children }: PageProps) {
  const { side, extra } = useContext(FrameContext);
  useEffect(() => {
    if (!side) document.title = words.app.title(title);
  }, [side, title]);
  const Heading = side ? 'h2' : 'h1';
  return (
    <div class={`page ${name}`}>
      <header class="page-head">
        {back && (
          <a class="round back" href={back.path} aria-label={`${words.parts.back}: ${back.label}`}>
            <BackIcon />
          </a>
        )}
        <Heading class="page-title" tabIndex={-1} dir="auto">
          {title}
        </Heading>
        {actions}
        {extra}
      </header>
      {children}
    </div>
  );
}

/** An empty list says so once it is known to be empty: nobody is welcomed to a notebook that is still being read. */
export function EmptyList(said: { title: string; children: ComponentChildren }) {
  const { store } = useServices();
  return store.isLoaded.value ? <Empty {...said} /> : null;
}

/** An empty place says what it is for and what to do first. */
export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
