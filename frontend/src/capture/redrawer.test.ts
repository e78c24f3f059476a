import { expect, test, vi } from 'vitest';
import { CannotOpen } from './redraw.ts';
import { createRedrawer, type Drawn } from './redrawer.ts';

vi.mock('./redraw.ts', async (original) => ({
  ...(await original<typeof import('./redraw.ts')>()),
  redraw: async () => new Blob(['drawn by the page']),
}));

const photo = new Blob(['a photo']);

/** A worker that answers what it is told to, when it is told to. */
class FakeWorker extends EventTarget {
  readonly ports: MessagePort[] = [];
  isEnded = false;
  postMessage(_: unknown, [port]: MessagePort[]): void {
    if (port) this.ports.push(port);
  }
  answer(drawn: Drawn): void {
    this.ports.shift()?.postMessage(drawn);
  }
  terminate(): void {
    this.isEnded = true;
  }
}

function redrawerWith(worker: FakeWorker) {
  return createRedrawer(() => worker as unknown as Worker);
}

test('the worker draws, and goes only when it has drawn what it was given', async () => {
  const worker = new FakeWorker();
  const redrawer = redrawerWith(worker);
  const jpeg = redrawer.redraw(photo);
  redrawer.end();
  expect(worker.isEnded).toBe(false);
  worker.answer({ jpeg: new Blob(['drawn by the worker']) });
  expect(await (await jpeg).text()).toBe('drawn by the worker');
  expect(worker.isEnded).toBe(true);
});

test('a photo that the browser cannot decode is not tried again', async () => {
  const worker = new FakeWorker();
  const jpeg = redrawerWith(worker).redraw(photo);
  worker.answer({ jpeg: null, isUndecodable: true });
  await expect(jpeg).rejects.toThrow(CannotOpen);
});

test('where the worker fails or dies the page draws itself', async () => {
  const failing = new FakeWorker();
  const first = redrawerWith(failing).redraw(photo);
  failing.answer({ jpeg: null, isUndecodable: false });
  expect(await (await first).text()).toBe('drawn by the page');

  const dying = new FakeWorker();
  const second = redrawerWith(dying).redraw(photo);
  dying.dispatchEvent(new Event('error'));
  expect(await (await second).text()).toBe('drawn by the page');
});
