/**
 * Writes `.br` and `.gz` beside every file that gets smaller, so that no server has to compress. Brotli at its best takes
 * half a minute for the reading engine; results are kept by content hash in `cacheDir`.
 */
import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin, ResolvedConfig } from 'vite';

const COMPRESSIBLE = /\.(js|mjs|css|html|json|webmanifest|svg|txt|wasm|onnx)$/;
const TINY = 512;

const FORMATS = {
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gz: (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 }),
};

export function compress(cacheDir: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'lanyard:compress',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    closeBundle: {
      sequential: true,
      async handler() {
        await compressFolder(resolve(config.root, config.build.outDir), cacheDir);
      },
    },
  };
}

export async function compressFolder(folder: string, cacheDir: string): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name));
  await Promise.all(files.map((file) => compressFile(join(file.parentPath, file.name), cacheDir)));
}

async function compressFile(path: string, cacheDir: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length < TINY) return;
  const hash = createHash('sha256').update(bytes).digest('hex');
  for (const [extension, shrink] of Object.entries(FORMATS)) {
    const cached = join(cacheDir, `${hash}.${extension}`);
    if (!(await exists(cached))) await writeWhole(cached, await shrink(bytes));
    await copyFile(cached, `${path}.${extension}`);
  }
}

/** A build that is killed half-way must not leave half a file under a name that promises its content. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, bytes);
  await rename(part, path);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
