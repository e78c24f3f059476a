/**
 * Signing up, in and out on this device. The session itself is an HttpOnly cookie that no script sees; what is kept here
 * is who it is, so that the app opens as that person without a network. The session and that record change together
 * under the sync lock: no request of one person ever travels with the session of another.
 */
import type { User } from '../store/contract.ts';
import { databaseName, forgetUser, writeUser } from '../store/db.ts';
import type { LocalStore } from '../store/index.ts';
import { adopt } from './adoption.ts';
import { type Fetch, Refused, requestJson } from './http.ts';
import { countUnsynced, finishLeaving } from './leaving.ts';
import { type LockDeps, underLock } from './lock.ts';

/** Signing out would lose what is on this device only. */
export class Unsynced extends Error {
  override readonly name = 'Unsynced';

  constructor(readonly count: number) {
    super(`${count} changes are not on the server`);
  }
}

export interface AccountDeps {
  readonly store: LocalStore;
  readonly fetch: Fetch;
  readonly lock: LockDeps;
}

/** Rejects with Refused (wrong password, address taken, ...) or Unreachable, and nothing has changed then. */
export async function enter(deps: AccountDeps, path: string, credentials: object): Promise<User> {
  const { store, fetch, lock } = deps;
  lock.channel.post({ type: 'stop' });
  return underLock(lock, async () => {
    const answer = await requestJson(fetch, 'POST', path, credentials);
    const { user } = (await answer.json()) as { user: User };
    const { id, email, name } = user;
    await writeUser({ id, email, name });
    await finishLeaving();
    await store.use(databaseName(user));
    const adopted = await adopt(store.database(), store.random);
    if (adopted) {
      await store.memory.refresh(store.database(), adopted);
      store.photos.lookAgain();
    }
    lock.channel.post({ type: 'user' });
    return { id, email, name };
  });
}

/** Rejects with Unsynced, or with Unreachable because the session can only be ended at the server; nothing has changed then. */
export async function leave({ store, fetch, lock }: AccountDeps, user: User, discard: boolean): Promise<void> {
  const database = databaseName(user);
  lock.channel.post({ type: 'stop' });
  await underLock(lock, async () => {
    const count = discard ? 0 : await countUnsynced(store.database());
    if (count > 0) throw new Unsynced(count);
    await requestJson(fetch, 'DELETE', '/api/session').catch((error: unknown) => {
      if (!(error instanceof Refused && error.status === 401)) throw error;
    });
    await forgetUser({ database, discard });
    await store.use(databaseName(null));
    lock.channel.post({ type: 'user' });
    await finishLeaving();
  });
}
