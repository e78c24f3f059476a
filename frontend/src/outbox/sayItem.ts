/** An item of the queue in words: what it is called, and what of it waits; nothing of that where its name says all. */
import type { QueueItem } from '../store/contract.ts';
import { syncWords } from '../words/sync.ts';
import { sayField } from './fields.ts';

export function sayItem(item: QueueItem): { title: string; about: string } {
  const kinds: Readonly<Record<string, string>> = syncWords.queue.kinds;
  const kind = kinds[item.kind] ?? syncWords.queue.other;
  const fields = [...new Set(item.fields.map(sayField))].filter((field) => field !== undefined && field !== kind);
  return { title: item.title || kind, about: [item.title ? kind : '', fields.join(', ')].filter(Boolean).join(' · ') };
}
