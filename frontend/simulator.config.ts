/** Builds the simulated devices of tests/simulator for Node: `OUT=<folder>` says where to, `SOURCE=<folder>` from which src. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  publicDir: false,
  logLevel: 'error',
  build: {
    ssr: `${process.env.SOURCE ?? here('src')}/sync/testing/simulated/main.ts`,
    outDir: process.env.OUT ?? here('../build/simulator'),
    emptyOutDir: true,
    minify: false,
    target: 'node20',
  },
  ssr: { noExternal: true },
});
