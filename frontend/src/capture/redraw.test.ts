import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { redraw } from './redraw.ts';

const done: string[] = [];

class FakeCanvas {
  constructor(
    public width: number,
    public height: number,
  ) {}
  getContext() {
    return {
      canvas: this,
      fillRect: () => undefined,
      putImageData: () => done.push('copied'),
      drawImage: (from: object) =>
        done.push(`${from instanceof FakeCanvas ? 'scaled' : 'drawn'} ${this.width}x${this.height}`),
    };
  }
  async convertToBlob() {
    return new Blob([Uint8Array.from([0xff, 0xd8, 0xff, 0xda])]);
  }
}

/** A frame of the camera. */
class FakeFrame {
  constructor(
    readonly displayWidth: number,
    readonly displayHeight: number,
    private readonly copyable = true,
    readonly visibleRect = { width: displayWidth, height: displayHeight },
  ) {}
  async copyTo() {
    if (!this.copyable) throw new DOMException('not this format', 'NotSupportedError');
  }
  close() {
    done.push('closed');
  }
}

const frame = (...sides: ConstructorParameters<typeof FakeFrame>) => new FakeFrame(...sides) as unknown as VideoFrame;

beforeEach(() => {
  done.length = 0;
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
  vi.stubGlobal('VideoFrame', FakeFrame);
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data = new Uint8ClampedArray(4);
      constructor(
        readonly width: number,
        readonly height: number,
      ) {}
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

test('a frame of the camera is copied, for the browser keeps what it draws of a video', async () => {
  await redraw(frame(2560, 1920));
  expect(done).toEqual(['copied', 'closed']);
});

test('one that is too large, or that the browser shows at another size, is copied and then scaled', async () => {
  await redraw(frame(5120, 3840));
  await redraw(frame(1280, 720, true, { width: 640, height: 360 }));
  expect(done).toEqual(['copied', 'scaled 2560x1920', 'closed', 'copied', 'scaled 1280x720', 'closed']);
});

test('a frame that cannot be copied is drawn', async () => {
  await redraw(frame(1280, 960, false));
  expect(done).toEqual(['drawn 1280x960', 'closed']);
});

test('a file is decoded, drawn, and its bitmap closed', async () => {
  const bitmap = { width: 3000, height: 4000, close: () => done.push('closed') };
  vi.stubGlobal('createImageBitmap', async () => bitmap);
  await redraw(new Blob(['a photo']));
  expect(done).toEqual(['drawn 1920x2560', 'closed']);
});
