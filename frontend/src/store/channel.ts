/** What the tabs, their workers and the service worker tell each other. Losing a message delays a screen, never data. */
import type { Receiving, Waits } from './contract.ts';

export type Message =
  /** Records or photos of a database changed; `ids` null means any of them. Of those in `sent` only that the server has them. */
  | {
      readonly type: 'changed';
      readonly database: string;
      readonly ids: readonly string[] | null;
      readonly sent?: readonly string[];
    }
  /** Somebody signed in or out. */
  | { readonly type: 'user' }
  /** Whoever holds the sync lock is alive. */
  | { readonly type: 'beat' }
  /** Let go of the sync lock: somebody signs in or out. */
  | { readonly type: 'stop' }
  | { readonly type: 'sync'; readonly database: string; readonly report: SyncReport };

export interface SyncReport {
  readonly phase: 'idle' | 'syncing' | 'waiting' | 'signin';
  /** A code of sync/trouble, or null. */
  readonly trouble: string | null;
  readonly lastSyncAt: number | null;
  /** How far the server's clock is ahead, in ms. */
  readonly offset: number;
  /** A first pull is under way. */
  readonly receiving: Receiving | null;
  /** What it waits for, where that mends itself. */
  readonly waits: Waits | null;
}

export interface Channel {
  post(message: Message): void;
  /** Returns what ends the listening. Messages posted on this very channel are not heard. */
  listen(listener: (message: Message) => void): () => void;
  close(): void;
}

export function openChannel(name = 'lanyard'): Channel {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      const heard = (event: MessageEvent<Message>) => listener(event.data);
      channel.addEventListener('message', heard);
      return () => channel.removeEventListener('message', heard);
    },
    close: () => channel.close(),
  };
}
