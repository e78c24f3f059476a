/** What stays while places change: the way around, the columns, the messages at the foot. */
import './shell.css';
import type { ReadonlySignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { StatusPill } from '../outbox/StatusPill.tsx';
import { leaveNotice } from '../parts/notice.ts';
import { Empty, FrameContext, Page } from '../parts/Page.tsx';
import { wide } from '../parts/wide.ts';
import { words } from '../words/index.ts';
import { Banners } from './Banners.tsx';
import { ErrorScreen } from './ErrorScreen.tsx';
import { Nav } from './Nav.tsx';
import { NoticeBar } from './NoticeBar.tsx';
import { placeAt, type Tab } from './places.ts';
import type { Here } from './router.ts';

export function Shell({ here }: { here: ReadonlySignal<Here> }) {
  const { path, query, y, arrived } = here.value;
  const main = useRef<HTMLElement>(null);
  const found = placeAt(path);
  const { tab = null, list: List = null, screen: Screen = null } = found?.place ?? {};
  const props = { path, query, id: found?.id ?? '' };
  const two = wide.value && List !== null;
  const frame = useMemo(() => ({ side: false, extra: wide.value ? null : <StatusPill /> }), [wide.value]);

  const arrive = () => {
    if (!wide.value) scrollTo(0, y);
    if (arrived) focusOn(main.current);
  };
  useLayoutEffect(arrive, [here.value]);
  useLayoutEffect(leaveNotice, [here.value]);

  return (
    <>
      <a class="skip" href="#main">
        {words.app.skip}
      </a>
      <div class="shell">
        <Nav tab={tab} />
        <main id="main" ref={main} class={two ? 'columns two' : 'columns'} tabIndex={-1}>
          {List && (two || !Screen) && (
            <section class="column side" key={tab}>
              <FrameContext.Provider value={{ ...frame, side: two && Screen !== null }}>
                {!Screen && !two && <Banners tab={tab} />}
                <ErrorScreen key={tab}>
                  <List {...props} />
                </ErrorScreen>
              </FrameContext.Provider>
            </section>
          )}
          {(Screen || two || !found) && (
            <section class="column detail" key={path}>
              <FrameContext.Provider value={Screen || !found ? frame : { ...frame, side: true }}>
                <Banners tab={tab} />
                <ErrorScreen>
                  {Screen ? <Screen {...props} onShown={arrive} /> : found ? <Choose tab={tab} /> : <NotFound />}
                </ErrorScreen>
              </FrameContext.Provider>
            </section>
          )}
        </main>
        <NoticeBar />
      </div>
    </>
  );
}

/** Beside a list from which nothing was chosen yet. */
function Choose({ tab }: { tab: Tab | null }) {
  const say = tab === 'events' ? words.app.choose.events : words.app.choose.people;
  return (
    <Empty title={say.title}>
      <p class="quiet">{say.body}</p>
    </Empty>
  );
}

function NotFound() {
  return (
    <Page title={words.app.notFound.title}>
      <p>{words.app.notFound.body}</p>
      <a class="btn go" href="/today">
        {words.app.notFound.home}
      </a>
    </Page>
  );
}

/** Screen readers and the keyboard go on from the new page: at the field that waits for words, else at its heading. */
function focusOn(main: HTMLElement | null): void {
  const page = main?.querySelector('.detail') ?? main;
  const target = page?.querySelector<HTMLElement>('[autofocus]') ?? page?.querySelector<HTMLElement>('.page-title');
  target?.focus({ preventScroll: true });
}
