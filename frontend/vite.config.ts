import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@models': fileURLToPath(new URL('../build/models', import.meta.url)) } },
  assetsInclude: ['**/*.onnx'],
  build: {
    target: ['es2022', 'chrome111', 'safari16.4', 'firefox114'],
    outDir: '../build/web',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1' },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 20000 },
});
