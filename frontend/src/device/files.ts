/** Files that were dropped or chosen, those in folders too. */

/** What systems leave in folders: no person put it there. */
const OF_THE_SYSTEM = /^(?:\.|thumbs\.db$|desktop\.ini$)/i;

/** Folders are walked to their ends, in the order of names. A folder that cannot be read counts as empty. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Both must be taken before the first await: afterwards the browser has emptied the transfer.
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const found = items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  const files: File[] = [];
  for (const { entry, file } of found) {
    if (entry?.isDirectory) files.push(...(await filesUnder(entry as FileSystemDirectoryEntry)));
    else if (file) files.push(file);
  }
  return withoutSystemFiles(files);
}

export function withoutSystemFiles(files: readonly File[]): File[] {
  return files.filter(({ name }) => !OF_THE_SYSTEM.test(name));
}

async function filesUnder(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const entries = (await entriesOf(folder)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: File[] = [];
  for (const entry of entries) {
    if (entry.isDirectory) files.push(...(await filesUnder(entry as FileSystemDirectoryEntry)));
    else files.push(...(await fileOf(entry as FileSystemFileEntry)));
  }
  return files;
}

/** A folder gives its entries in portions, the last one empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File[]> {
  return new Promise((resolve) =>
    entry.file(
      (file) => resolve([file]),
      () => resolve([]),
    ),
  );
}

/** Whether a whole folder can be chosen: phones have none. */
export const canChooseFolders =
  'HTMLInputElement' in globalThis &&
  'webkitdirectory' in HTMLInputElement.prototype &&
  (globalThis.matchMedia?.('(pointer: fine)').matches ?? false);
