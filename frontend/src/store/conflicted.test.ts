/** Which records ask for a person's decision. */
import { expect, test } from 'vitest';
import { merged, registersOf } from './rows.ts';
import { newDevice } from './testing/device.ts';
import { putRow, rowOf } from './unsent.ts';

test('a record edited here and deleted elsewhere stays, and asks whether it should; the answer ends that', async () => {
  const store = newDevice().tab();
  const id = store.newId();
  await store.save('contact', id, { name: 'Ana', title: 'CTO' });
  const before = store.memory.row(id);
  await store.save('contact', id, { title: 'CEO' });
  const seen = Object.fromEntries(
    Object.entries(registersOf(before)).map(([field, { s }]) => [field, { [s[0]?.d[0] ?? '']: s[0]?.d[1] ?? 0 }]),
  );
  const deletion = { s: [{ d: ['elsewhere', 1] as const, v: seen, at: 1 }] };
  await store.database().write(['records', 'unsent'], async (transaction) => {
    const row = await rowOf(transaction, id);
    putRow(transaction, merged(row, { id, kind: 'contact', full: false, f: { _deleted: deletion } }), row);
  });
  await store.memory.refresh(store.database(), [id]);
  expect(store.conflicted.value).toMatchObject([{ id, f: { title: 'CEO' }, conflicts: ['_deleted'] }]);
  expect(await store.versions(id, '_deleted')).toMatchObject([{ replica: 'elsewhere', mine: false }]);

  await store.save('contact', id, { _deleted: false }, { form: store.openForm(id) });
  expect(store.conflicted.value).toEqual([]);
  expect(store.get(id).value?.f.title).toBe('CEO');
});

test('a record that nobody deleted, and one that is gone, ask nothing', async () => {
  const store = newDevice().tab();
  const id = store.newId();
  await store.save('contact', id, { name: 'Ana' });
  expect(store.conflicted.value).toEqual([]);
  await store.remove(id);
  expect(store.conflicted.value).toEqual([]);
  await store.restore(id);
  expect(store.conflicted.value).toEqual([]);
});
