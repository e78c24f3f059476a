/** Builds the pages that drive each contender, to be served under /bench/ beside the real site by each one's own server. */
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default {
  root: here('pages'),
  base: '/bench/',
  build: {
    target: 'es2022',
    emptyOutDir: true,
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['ours', 'pouchdb', 'rxdb'].map((name) => here(`pages/${name}.html`)) },
  },
  worker: { format: 'es' },
};
