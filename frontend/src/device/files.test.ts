import { expect, test } from 'vitest';
import { droppedFiles } from './files.ts';

const file = (name: string) => new File(['x'], name);
const entryOf = (name: string) => ({
  name,
  isDirectory: false,
  file: (give: (found: File) => void) => give(file(name)),
});

/** A folder that gives its entries in portions of two, as browsers give a hundred. */
function folder(name: string, entries: readonly object[]) {
  return {
    name,
    isDirectory: true,
    createReader: () => {
      const rest = [...entries];
      return { readEntries: (give: (some: readonly object[]) => void) => give(rest.splice(0, 2)) };
    },
  };
}

function dropped(...entries: readonly { readonly name: string; readonly isDirectory: boolean }[]): DataTransfer {
  const items = entries.map((entry) => ({
    kind: 'file',
    webkitGetAsEntry: () => entry,
    getAsFile: () => (entry.isDirectory ? null : file(entry.name)),
  }));
  return { items } as unknown as DataTransfer;
}

const namesIn = async (transfer: DataTransfer) => (await droppedFiles(transfer)).map(({ name }) => name);

test('folders are walked to their ends, in the order of names, without what systems leave in them', async () => {
  const inner = folder('day 2', [entryOf('d.jpg')]);
  const outer = folder('cards', [
    entryOf('c.jpg'),
    entryOf('.DS_Store'),
    inner,
    entryOf('a.jpg'),
    entryOf('Thumbs.db'),
  ]);
  expect(await namesIn(dropped(outer, entryOf('z.jpg')))).toEqual(['a.jpg', 'c.jpg', 'd.jpg', 'z.jpg']);
});

test('where a browser knows no entries, files are files', async () => {
  const items = [
    { kind: 'file', getAsFile: () => file('a.jpg') },
    { kind: 'string', getAsFile: () => null },
  ];
  expect(await namesIn({ items } as unknown as DataTransfer)).toEqual(['a.jpg']);
});

test('a folder that cannot be read counts as empty', async () => {
  const locked = {
    name: 'locked',
    isDirectory: true,
    createReader: () => ({ readEntries: (_: unknown, fail: () => void) => fail() }),
  };
  expect(await namesIn(dropped(locked, entryOf('z.jpg')))).toEqual(['z.jpg']);
});
