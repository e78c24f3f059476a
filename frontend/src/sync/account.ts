/**
 * Signing up, in and out on this device. The session itself is an HttpOnly cookie that no script sees; what is kept here
 * is who it is, so that the app opens as that person without a network. The session and that record change together
 * under the sync lock: no request of one person ever travels with the session of another. Signing out works without a
 * network; the session is then ended before anything else is asked of the server.
 */
import type { User } from '../store/contract.ts';
import { databaseName, forgetEnded, forgetUser, hasEnded, writeUser } from '../store/db.ts';
import type { LocalStore } from '../store/index.ts';
import { adopt } from './adoption.ts';
import { type Fetch, isServersFault, Refused, requestJson, Unreachable } from './http.ts';
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
    if (!(await endLeftSession(fetch))) throw new Unreachable('the last session could not be ended');
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

/** What becomes of changes that are not on the server. */
export interface Leave {
  /** They are lost. */
  readonly discard?: boolean;
  /** They stay on this device, unseen, until the same person signs in again. */
  readonly keep?: boolean;
}

/** Rejects with Unsynced, and nothing has changed then. Says whether the server knows of it. */
export async function leave({ store, fetch, lock }: AccountDeps, user: User, how: Leave): Promise<boolean> {
  const { discard = false, keep = false } = how;
  const database = databaseName(user);
  lock.channel.post({ type: 'stop' });
  return underLock(lock, async () => {
    const count = discard || keep ? 0 : await countUnsynced(store.database());
    if (count > 0) throw new Unsynced(count);
    const isEnded = await endSession(fetch);
    await forgetUser({ database, discard, keep }, isEnded ? null : user);
    await store.use(databaseName(null));
    lock.channel.post({ type: 'user' });
    await finishLeaving();
    return isEnded;
  });
}

/** Ends at the server what was left without a network. Says whether nothing of it is left; call it under the sync lock. */
export async function endLeftSession(fetch: Fetch): Promise<boolean> {
  if (!(await hasEnded())) return true;
  const isEnded = await endSession(fetch);
  if (isEnded) await forgetEnded();
  return isEnded;
}

/** Says whether the server has done it; one that is away or busy is asked later. */
async function endSession(fetch: Fetch): Promise<boolean> {
  try {
    await requestJson(fetch, 'DELETE', '/api/session');
    return true;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return true;
    if (error instanceof Unreachable || (error instanceof Refused && isServersFault(error))) return false;
    throw error;
  }
}
