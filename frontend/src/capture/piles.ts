/**
 * A pile of files, kept one after the other: each is decoded in full, and a phone has room for one at a time. What was kept
 * before is not kept twice, so a pile that was cut short is simply given again. Files that are no cards are said by name.
 */

export type Outcome = 'kept' | 'known' | 'unopened' | 'failed';

export interface Pile {
  readonly kept: number;
  /** Were here already. */
  readonly known: number;
  /** Kept as they came: this browser cannot open them. */
  readonly unopened: readonly string[];
  /** No pictures by their type and name. */
  readonly others: readonly string[];
  /** Could not be kept: there is no room. */
  readonly failed: readonly string[];
}

const PICTURE_NAME = /\.(?:jpe?g|jfif|png|webp|heic|heif|avif|gif|bmp|tiff?)$/i;

export function isPicture({ type, name }: File): boolean {
  return type.startsWith('image/') || (type === '' && PICTURE_NAME.test(name));
}

interface Keep {
  readonly keep: (file: File) => Promise<Outcome>;
  readonly onProgress: (done: number, total: number) => void;
  readonly isStopped: () => boolean;
}

export async function keepPile(files: readonly File[], { keep, onProgress, isStopped }: Keep): Promise<Pile> {
  const pictures = files.filter(isPicture);
  const named: Record<Outcome, string[]> = { kept: [], known: [], unopened: [], failed: [] };
  for (const [at, file] of pictures.entries()) {
    if (isStopped()) break;
    onProgress(at, pictures.length);
    named[await keep(file)].push(file.name);
  }
  return {
    kept: named.kept.length,
    known: named.known.length,
    unopened: named.unopened,
    failed: named.failed,
    others: files.filter((file) => !isPicture(file)).map(({ name }) => name),
  };
}
