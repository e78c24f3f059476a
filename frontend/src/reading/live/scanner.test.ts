import { afterEach, expect, test, vi } from 'vitest';
import { codeFields } from '../codes.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { createCodeScanner } from './scanner.ts';

const VIDEO = { videoWidth: 2560, videoHeight: 1920 } as HTMLVideoElement;

/** A worker that answers as it is told, and counts. */
function workers(answer: (question: ToWorker) => FromWorker) {
  const asked: ToWorker[] = [];
  let made = 0;
  let ended = 0;
  const newWorker = () => {
    made += 1;
    const worker = {
      onmessage: (_: { data: FromWorker }) => undefined,
      postMessage(question: ToWorker) {
        asked.push(question);
        queueMicrotask(() => worker.onmessage({ data: answer(question) }));
      },
      terminate() {
        ended += 1;
      },
    };
    return worker as unknown as Worker;
  };
  return { newWorker, asked, made: () => made, ended: () => ended };
}

const understood = (question: ToWorker): FromWorker =>
  'text' in question ? { seen: { text: question.text, fields: codeFields(question.text) } } : { seen: null };

const reads = (text: string) => async () => async () => text;
const readsNothing = async () => null;

afterEach(() => vi.unstubAllGlobals());

test('the browser looks first where it can, and the worker says what the code means', async () => {
  const { newWorker, asked } = workers(understood);
  const seen = await createCodeScanner(newWorker, reads('https://github.com/ada')).look(VIDEO);
  expect(asked).toEqual([{ text: 'https://github.com/ada' }]);
  expect(seen?.fields.map(({ field }) => field)).toEqual(['url', 'handle']);
});

test('where the browser reads no codes, the worker gets a frame of moderate size', async () => {
  const frame = { close: () => undefined };
  const sizes: unknown[] = [];
  vi.stubGlobal('createImageBitmap', async (_: unknown, size: unknown) => {
    sizes.push(size);
    return frame;
  });
  const { newWorker, asked } = workers(understood);
  expect(await createCodeScanner(newWorker, readsNothing).look(VIDEO)).toBeNull();
  expect(asked).toEqual([{ frame }]);
  expect(sizes).toEqual([{ resizeWidth: 1280, resizeHeight: 960 }]);
});

test('a detector that does not work is asked once', async () => {
  let asked = 0;
  const broken = async () => {
    asked += 1;
    throw new DOMException('no service', 'NotSupportedError');
  };
  vi.stubGlobal('createImageBitmap', async () => ({ close: () => undefined }));
  const scanner = createCodeScanner(workers(understood).newWorker, async () => broken);
  expect(await scanner.look(VIDEO)).toBeNull();
  expect(await scanner.look(VIDEO)).toBeNull();
  expect(asked).toBe(1);
});

test('after a failure the next look starts with a fresh worker', async () => {
  let failures = 1;
  const { newWorker, made, ended } = workers((question) =>
    failures-- > 0 ? { failed: 'its files are not here' } : understood(question),
  );
  const scanner = createCodeScanner(newWorker, reads('ticket 4711'));
  await expect(scanner.look(VIDEO)).rejects.toThrow('its files are not here');
  expect([made(), ended()]).toEqual([1, 1]);
  await scanner.look(VIDEO);
  expect(made()).toBe(2);
});
