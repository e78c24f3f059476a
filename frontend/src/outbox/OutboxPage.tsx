/** What waits for the server: how much, since when, why; what can be done about it; and a file to keep it in. */
import './outboxPage.css';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { download } from '../device/share.ts';
import { localDay } from '../parts/currentEvent.ts';
import { ForwardIcon } from '../parts/icons.tsx';
import { Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import type { Account, QueueItem, SyncStatus, User } from '../store/contract.ts';
import { sayAge } from '../words/days.ts';
import { words } from '../words/index.ts';
import { syncWords } from '../words/sync.ts';
import { becauseOf, hindranceOf } from './hindrance.ts';
import { OpenOutbox } from './OpenOutbox.tsx';
import { RefusedItem } from './RefusedItem.tsx';
import { Removal } from './Removal.tsx';
import { sayItem } from './sayItem.ts';

/** A queue of thousands is a number and a beginning, not a page to scroll. */
const MOST_SHOWN = 100;

const say = syncWords.queue;

export default function OutboxPage() {
  const { account, store } = useServices();
  const user = account.user.value;
  const status = account.status.value;
  const items = account.queue.value;
  const held = account.held.value;
  const now = store.now();
  const refused = items.filter(({ state }) => state === 'quarantined');
  const waiting = items.filter(({ state }) => state !== 'quarantined');
  const reason = becauseOf(user, status);
  return (
    <Page title={say.title} back={{ path: '/today', label: words.app.today }} class="outbox">
      <Summary user={user} status={status} now={now} />
      {held && <Removal held={held} />}
      <Actions account={account} user={user} status={status} today={localDay(now)} />
      <ConflictsLink />
      {refused.length > 0 && (
        <List title={say.refusedList} items={refused} hint={say.refusedHint}>
          {(item) => <RefusedItem key={item.key} item={item} now={now} />}
        </List>
      )}
      {waiting.length > 0 && (
        <List title={say.list} items={waiting}>
          {(item) => <Item key={item.id + item.state} item={item} now={now} because={reason} />}
        </List>
      )}
      <OpenOutbox />
    </Page>
  );
}

interface ListProps {
  title: string;
  items: readonly QueueItem[];
  hint?: string;
  children: (item: QueueItem) => ComponentChildren;
}

function List({ title, items, hint, children }: ListProps) {
  return (
    <section class="stack">
      <h2 class="section-title">
        {title} <span>{items.length}</span>
      </h2>
      {hint && <p class="quiet">{hint}</p>}
      <ul class="stack">{items.slice(0, MOST_SHOWN).map(children)}</ul>
      {items.length > MOST_SHOWN && <p class="quiet">{say.more(items.length - MOST_SHOWN)}</p>}
    </section>
  );
}

function Summary({ user, status, now }: { user: User | null; status: SyncStatus; now: number }) {
  const hindrance = hindranceOf(user, status);
  return (
    <div class="card summary" role="status">
      <b>{sayCount(user, status)}</b>
      {status.photosWaiting > 0 && <p>{say.photos(status.photosWaiting)}</p>}
      {user && status.oldestAt !== null && <p>{say.oldest(sayAge(now - status.oldestAt))}</p>}
      {user && status.quarantined > 0 && <p>{say.refusedCount(status.quarantined)}</p>}
      {user && status.unsynced + status.quarantined === 0 && <p class="quiet">{say.nothing}</p>}
      {hindrance && <p class="quiet">{hindrance}</p>}
      {status.trouble && !status.isHeld && <p class="trouble">{status.trouble}</p>}
    </div>
  );
}

function sayCount(user: User | null, { unsynced, quarantined }: SyncStatus): string {
  if (!user) return say.countDevice(unsynced);
  return unsynced === 0 && quarantined > 0 ? say.allElse : say.count(unsynced);
}

interface ActionsProps {
  account: Account;
  user: User | null;
  status: SyncStatus;
  today: string;
}

function Actions({ account, user, status, today }: ActionsProps) {
  const [trying, setTrying] = useState(false);
  const tryNow = () => {
    setTrying(true);
    // What went wrong stands in the summary.
    void account
      .syncNow()
      .catch(() => undefined)
      .finally(() => setTrying(false));
  };
  const saveFile = async () => {
    const blob = await account.saveOutbox();
    download(new File([blob], say.fileName(today), { type: 'application/json' }));
  };
  return (
    <div class="buttons">
      {!user && (
        <a class="btn go" href="/account/sign-up">
          {say.createButton}
        </a>
      )}
      {(!user || status.phase === 'signin') && (
        <a class={user ? 'btn go' : 'btn'} href="/account/sign-in">
          {say.signInButton}
        </a>
      )}
      {user && (
        <button type="button" class={status.phase === 'signin' ? 'btn' : 'btn go'} disabled={trying} onClick={tryNow}>
          {trying ? say.trying : say.tryNow}
        </button>
      )}
      {status.unsynced + status.quarantined > 0 && (
        <button type="button" class="btn" onClick={() => void saveFile()}>
          {say.saveFile}
        </button>
      )}
    </div>
  );
}

function ConflictsLink() {
  const { store } = useServices();
  const count = store.conflicted.value.length;
  if (count === 0) return null;
  return (
    <a class="card" href="/conflicts">
      <span class="card-text">
        <b>{syncWords.conflicts.count(count)}</b>
        <small>{syncWords.conflicts.hint}</small>
      </span>
      <ForwardIcon />
    </a>
  );
}

function Item({ item, now, because }: { item: QueueItem; now: number; because: string | null }) {
  const { title, about } = sayItem(item);
  return (
    <li class="card">
      <span class="card-text" dir="auto">
        <b>{title}</b>
        {about && <small>{about}</small>}
        <small>
          {say.states[item.state]} {say.since(sayAge(now - item.since))}
          {item.state !== 'sending' && because && ` · ${because}`}
        </small>
      </span>
    </li>
  );
}
