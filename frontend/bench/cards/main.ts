/** The page that tests/bench drives: the product's own reader, asked for one card at a time. */
import type { Reading } from '../../src/reading/contract.ts';
import { createReader } from '../../src/reading/reader.ts';
import workerUrl from '../../src/reading/worker.ts?worker&url';

type TrustedScripts = { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };

const { trustedTypes } = globalThis as { trustedTypes?: TrustedScripts };
const policy = trustedTypes?.createPolicy('lanyard', { createScriptURL: (url: string) => url });
const reader = createReader({
  newWorker: () => new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module' }),
});

async function readCard(path: string): Promise<Reading> {
  return reader.read(await (await fetch(path)).blob());
}

async function sizeOf(path: string): Promise<{ width: number; height: number }> {
  const bitmap = await createImageBitmap(await (await fetch(path)).blob());
  return { width: bitmap.width, height: bitmap.height };
}

Object.assign(globalThis, { readCard, sizeOf, warm: () => reader.warm(), fetchEastern: () => reader.eastern.fetch() });
