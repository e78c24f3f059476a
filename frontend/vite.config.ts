import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import packageJson from './package.json' with { type: 'json' };
import { compress } from './vite/compress.ts';
import { notices } from './vite/notices.ts';
import { serviceWorker } from './vite/serviceWorker.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Every worker entry is called worker.ts: its folder tells them apart, and the service worker which one reads. */
const workerFile = (chunk: { facadeModuleId: string | null }) =>
  `assets/${basename(dirname(chunk.facadeModuleId ?? 'worker/'))}-worker-[hash].js`;

/** What ends up in the bundle; lucide-static gave the icons their shapes. */
const bundled = [
  ...Object.keys(packageJson.dependencies),
  '@preact/signals-core',
  'onnxruntime-common',
  'lucide-static',
].map((name) => here(`node_modules/${name}`));

export default defineConfig({
  plugins: [
    notices(bundled, here('../build/models/NOTICE')),
    serviceWorker(here('src/sw/sw.ts')),
    compress(here('../build/compressed')),
  ],
  resolve: { alias: { '@models': here('../build/models') } },
  assetsInclude: ['**/*.onnx'],
  build: {
    target: ['es2022', 'chrome111', 'safari16.4', 'firefox114'],
    outDir: '../build/web',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the first page shares with later ones is one file, and so is what those share with each other: on a phone each
    // further request costs a round trip, and each further link takes the page's thread.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'shared', tags: ['$initial'] },
            { name: 'pages', minShareCount: 2 },
          ],
        },
      },
    },
  },
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: workerFile } } },
  server: { host: '127.0.0.1' },
  test: { include: ['src/**/*.test.{ts,tsx}', 'vite/**/*.test.ts'], environment: 'node', testTimeout: 20000 },
});
