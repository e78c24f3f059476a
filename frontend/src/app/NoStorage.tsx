import { storageState } from '../store/db.ts';
import { words } from '../words/index.ts';

/** Why there is no app to show: better none than one that forgets. */
export type StorageTrouble = 'noStorage' | 'waiting' | 'newerData';

export function NoStorage({ trouble }: { trouble: StorageTrouble }) {
  const say = words.app[trouble];
  return (
    <main class="column stack">
      <h1>{say.title}</h1>
      <p>{say.body}</p>
      {'again' in say && (
        <button type="button" class="btn go" onClick={() => location.reload()}>
          {say.again}
        </button>
      )}
    </main>
  );
}

/** A database that a newer build has changed refuses an older one by name; or it was taken over while being opened. */
export function troubleOf(failure: unknown): StorageTrouble {
  const isRefused = failure instanceof DOMException && failure.name === 'VersionError';
  return isRefused || storageState.value === 'outdated' ? 'newerData' : 'noStorage';
}
