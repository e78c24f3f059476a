/** Builds the bench page by the app's own rules, into a folder of its own. */
import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vite';
import app from '../../vite.config.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig(
  mergeConfig(
    { ...app, plugins: [] },
    {
      root: here,
      build: {
        outDir: fileURLToPath(new URL('../../../build/bench-cards', import.meta.url)),
        rolldownOptions: { input: ['index.html', 'peer.html'].map((page) => here + page) },
      },
    },
  ),
);
