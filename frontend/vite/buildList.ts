/** What the service worker must know of a build: its version, the files of the shell, and those of the reading engine. */
import { createHash } from 'node:crypto';
import type { BuildList } from '../src/sw/build.ts';

/** Paths as served (`/assets/x.js`) and the bytes behind them. */
export type FilesByPath = ReadonlyMap<string, Uint8Array>;

/** The group "reading" is large and fetched on demand; the reading worker's own files are named so in vite.config.ts. */
const READING = /\.(onnx|wasm|mjs)$|^\/assets\/(reading|charset)[^/]*$/;

/** Served to whoever asks, and not kept for offline use: the head for Chinese and Japanese only where it is wanted. */
const NOT_KEPT = /^\/NOTICE\.txt$|^\/assets\/eastern_[^/]*$/;

export function isReadingFile(path: string): boolean {
  return READING.test(path) && !NOT_KEPT.test(path);
}

/** The version is a hash of every path and its content, so the same sources give the same version. */
export function listBuild(files: FilesByPath): BuildList {
  const paths = [...files.keys()].sort();
  const whole = createHash('sha256');
  const shell: { url: string; integrity: string }[] = [];
  const reading: { url: string; bytes: number }[] = [];
  for (const url of paths) {
    const bytes = files.get(url) ?? new Uint8Array();
    const hash = createHash('sha256').update(bytes).digest('base64');
    whole.update(`${url} ${hash}\n`);
    if (isReadingFile(url)) reading.push({ url, bytes: bytes.length });
    else if (!NOT_KEPT.test(url)) shell.push({ url, integrity: `sha256-${hash}` });
  }
  return { version: whole.digest('hex').slice(0, 12), shell, reading };
}
