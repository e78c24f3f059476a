/** What waits for the server: how much, since when, why; try now, or keep it in a file. */
import './outboxPage.css';
import { useState } from 'preact/hooks';
import { download } from '../device/share.ts';
import { localDay } from '../parts/currentEvent.ts';
import { Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import type { Account, QueueItem, SyncStatus, User } from '../store/contract.ts';
import { wordsFor } from '../sync/trouble.ts';
import { sayAge } from '../words/days.ts';
import { words } from '../words/index.ts';
import { sayField } from './fields.ts';

/** A queue of thousands is a number and a beginning, not a page to scroll. */
const MOST_SHOWN = 100;

export default function OutboxPage() {
  const { account, store } = useServices();
  const user = account.user.value;
  const status = account.status.value;
  const items = account.queue.value;
  const now = store.now();
  return (
    <Page title={words.outbox.title} back={{ path: '/today', label: words.app.today }} class="outbox">
      <Summary user={user} status={status} now={now} />
      <Actions account={account} user={user} status={status} today={localDay(now)} />
      {items.length > 0 && (
        <section class="stack">
          <h2 class="section-title">{words.outbox.list}</h2>
          <ul class="stack">
            {items.slice(0, MOST_SHOWN).map((item) => (
              <Item key={item.id + item.state} item={item} now={now} />
            ))}
          </ul>
          {items.length > MOST_SHOWN && <p class="quiet">{words.outbox.more(items.length - MOST_SHOWN)}</p>}
        </section>
      )}
    </Page>
  );
}

function Summary({ user, status, now }: { user: User | null; status: SyncStatus; now: number }) {
  const say = words.outbox;
  const hindrance = !user
    ? say.nothingDevice
    : !status.online
      ? say.offline
      : status.phase === 'signin'
        ? say.signIn
        : null;
  return (
    <div class="card summary" role="status">
      <b>{user ? say.count(status.unsynced) : say.countDevice(status.unsynced)}</b>
      {status.photosWaiting > 0 && <p>{say.photos(status.photosWaiting)}</p>}
      {user && status.oldestAt !== null && <p>{say.oldest(sayAge(now - status.oldestAt))}</p>}
      {user && status.unsynced === 0 && <p class="quiet">{say.nothing}</p>}
      {hindrance && <p class="quiet">{hindrance}</p>}
      {status.trouble && <p class="trouble">{status.trouble}</p>}
    </div>
  );
}

interface ActionsProps {
  account: Account;
  user: User | null;
  status: SyncStatus;
  today: string;
}

function Actions({ account, user, status, today }: ActionsProps) {
  const [trying, setTrying] = useState(false);
  const say = words.outbox;
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
      {status.trouble === wordsFor('held') && (
        <button type="button" class="btn" onClick={() => void account.allowRemoval()}>
          {say.allowRemoval}
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

function Item({ item, now }: { item: QueueItem; now: number }) {
  const kinds: Readonly<Record<string, string>> = words.outbox.kinds;
  const kind = item.state === 'photo' ? words.outbox.kinds.photo : (kinds[item.kind] ?? words.outbox.other);
  const fields = [...new Set(item.fields.map(sayField))].filter(Boolean);
  return (
    <li class="card">
      <span class="card-text" dir="auto">
        <b>{item.title || kind}</b>
        <small>
          {kind}
          {fields.length > 0 && ` · ${fields.join(', ')}`}
        </small>
        <small class={item.state === 'quarantined' ? 'refused' : undefined}>
          {words.outbox.states[item.state]} {words.outbox.since(sayAge(now - item.since))}
          {item.reason && ` · ${item.reason}`}
        </small>
      </span>
    </li>
  );
}
