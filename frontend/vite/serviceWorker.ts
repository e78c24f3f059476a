/**
 * Builds src/sw/sw.ts into one self-contained classic script, `/sw.js` (module service workers are not in every browser we
 * serve), with the list of this build's files inside, and marks index.html with the build's version. It works on the
 * written files, for their hashes must be those of the bytes served; it goes before whatever copies or compresses them.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';
import type { BuildList } from '../src/sw/build.ts';
import { type FilesByPath, listBuild } from './buildList.ts';

export function serviceWorker(entry: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'lanyard:service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    closeBundle: {
      sequential: true,
      async handler() {
        const folder = resolve(config.root, config.build.outDir);
        const page = join(folder, 'index.html');
        const { version } = listBuild(filesIn(folder));
        writeFileSync(page, markVersion(readFileSync(page, 'utf8'), version));
        const list = { ...listBuild(filesIn(folder)), version };
        writeFileSync(join(folder, 'sw.js'), await buildWorker(entry, list, config));
      },
    },
  };
}

/** The page says which build it is, and refuses to be built with what the content security policy would block. */
export function markVersion(html: string, version: string): string {
  if (/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/i.test(html)) {
    throw new Error('index.html holds an inline script or style, which the content security policy blocks');
  }
  if (!html.includes('<html ')) throw new Error('index.html has no <html lang=…> to mark');
  return html.replace('<html ', `<html data-build="${version}" `);
}

function filesIn(folder: string): FilesByPath {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [`/${relative(folder, path)}`, readFileSync(path)]));
}

async function buildWorker(entry: string, list: BuildList, config: ResolvedConfig): Promise<string> {
  const built = await build({
    configFile: false,
    root: config.root,
    logLevel: 'warn',
    publicDir: false,
    define: { BUILD: JSON.stringify(list) },
    build: {
      write: false,
      target: config.build.target,
      modulePreload: false,
      rolldownOptions: { input: entry, output: { format: 'iife', codeSplitting: false } },
    },
  });
  const [script, ...rest] = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  if (script?.type !== 'chunk' || rest.length > 0) throw new Error('the service worker must be one file');
  return script.code;
}
