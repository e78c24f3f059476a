import type { Store } from '../store/contract.ts';
import { words } from '../words/index.ts';
import { notify } from './notice.ts';

/** Deleting asks nothing beforehand, for it can be undone afterwards. */
export async function removeWithUndo(store: Store, id: string, what: string): Promise<void> {
  await store.remove(id);
  notify({
    text: words.parts.deleted(what),
    actions: [{ label: words.parts.undo, run: () => void store.restore(id) }],
  });
}
