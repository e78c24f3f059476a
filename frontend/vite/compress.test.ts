import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressFolder } from './compress.ts';

test('compressible files get both forms, tiny and compressed ones none, and a second run reads its cache', async () => {
  const root = await mkdtemp(join(tmpdir(), 'compress-'));
  try {
    const web = join(root, 'web');
    const text = 'people meet people\n'.repeat(200);
    await mkdir(web);
    await writeFile(join(web, 'app.js'), text);
    await writeFile(join(web, 'tiny.js'), 'go()');
    await writeFile(join(web, 'icon.png'), text);
    await compressFolder(web, join(root, 'cache'));
    expect((await readdir(web)).sort()).toEqual(['app.js', 'app.js.br', 'app.js.gz', 'icon.png', 'tiny.js']);
    expect(brotliDecompressSync(await readFile(join(web, 'app.js.br'))).toString()).toBe(text);
    expect(gunzipSync(await readFile(join(web, 'app.js.gz'))).toString()).toBe(text);

    const [cached = ''] = (await readdir(join(root, 'cache'))).filter((name) => name.endsWith('.br'));
    await writeFile(join(root, 'cache', cached), 'from the cache');
    await compressFolder(web, join(root, 'cache'));
    expect(await readFile(join(web, 'app.js.br'), 'utf8')).toBe('from the cache');
  } finally {
    await rm(root, { recursive: true });
  }
});
