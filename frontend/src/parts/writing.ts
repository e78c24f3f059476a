/** A message was handed to the mail app, which tells nobody what became of it: on return, ask. */
import { forget, recall, remember } from '../device/remembered.ts';
import type { FollowupFields } from '../generated/kinds.ts';
import type { Store } from '../store/contract.ts';
import { words } from '../words/index.ts';
import { isClosed } from './followups.ts';
import { notify } from './notice.ts';

const KEY = 'writing';

/** To be called when the mail app is opened with a follow-up's message. Survives the app being killed meanwhile. */
export function mailOpened(followupId: string): void {
  remember(KEY, followupId);
}

export function askIfSent(store: Store): void {
  const id = recall(KEY);
  const followup = typeof id === 'string' ? store.get<FollowupFields>(id).peek() : undefined;
  if (!followup) return;
  if (isClosed(followup) || followup.f.state === 'sent') {
    forget(KEY);
    return;
  }
  const { ask, yes, no } = words.parts.followup.did;
  const sent = () => {
    forget(KEY);
    void store.save('followup', followup.id, { state: 'sent', channel: 'email' });
  };
  notify({
    text: ask(followup.f.what ?? ''),
    stays: true,
    actions: [
      { label: no, run: () => forget(KEY) },
      { label: yes, run: sent },
    ],
  });
}
