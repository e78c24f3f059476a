/**
 * Builds src/sw/sw.ts into one self-contained classic script, `/sw.js` (module service workers are not in every browser we
 * serve), with the list of this build's files inside, and marks index.html with the build's version. It must see the
 * finished files, so it runs after every other plugin.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin, type ResolvedConfig, type Rolldown } from 'vite';
import { type FilesByPath, listBuild } from './buildList.ts';

const PAGE = 'index.html';

export function serviceWorker(entry: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'lanyard:service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(resolved) {
      config = resolved;
    },
    async generateBundle(_options, bundle) {
      const page = bundle[PAGE];
      if (page?.type !== 'asset') throw new Error(`${PAGE} is not part of the build`);
      const version = listBuild(filesOf(bundle, config.publicDir)).version;
      page.source = markVersion(String(page.source), version);
      const list = { ...listBuild(filesOf(bundle, config.publicDir)), version };
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: await buildWorker(entry, list, config) });
    },
  };
}

/** The page says which build it is, and refuses to be built with what the content security policy would block. */
export function markVersion(html: string, version: string): string {
  if (/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/i.test(html)) {
    throw new Error(`${PAGE} holds an inline script or style, which the content security policy blocks`);
  }
  if (!html.includes('<html ')) throw new Error(`${PAGE} has no <html lang=…> to mark`);
  return html.replace('<html ', `<html data-build="${version}" `);
}

function filesOf(bundle: Rolldown.OutputBundle, publicDir: string): FilesByPath {
  const files = new Map<string, Uint8Array>();
  for (const path of publicDir ? readdirSync(publicDir, { recursive: true, withFileTypes: true }) : []) {
    if (!path.isFile()) continue;
    const full = join(path.parentPath, path.name);
    files.set(`/${relative(publicDir, full)}`, readFileSync(full));
  }
  for (const [name, file] of Object.entries(bundle)) {
    files.set(`/${name}`, Buffer.from(file.type === 'chunk' ? file.code : file.source));
  }
  return files;
}

async function buildWorker(entry: string, list: object, config: ResolvedConfig): Promise<string> {
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
  const outputs = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  const [script, ...rest] = outputs;
  if (script?.type !== 'chunk' || rest.length > 0) throw new Error('the service worker must be one file');
  return script.code;
}
