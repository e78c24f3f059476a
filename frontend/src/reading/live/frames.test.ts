import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { frameOf, isVideoFrame, withPixels } from './frames.ts';

/** As a browser's, of a video that is shown as `held`; `copyable` says whether its pixels can be had. */
class FakeFrame {
  static readonly open = new Set<FakeFrame>();
  static held: object = { rotation: 0, flip: false };
  static copyable = true;
  readonly displayWidth = 4;
  readonly displayHeight = 2;
  readonly visibleRect = { width: 4, height: 2 };
  constructor() {
    Object.assign(this, FakeFrame.held);
    FakeFrame.open.add(this);
  }
  async copyTo(into: Uint8ClampedArray): Promise<void> {
    if (!FakeFrame.copyable) throw new DOMException('not this format', 'NotSupportedError');
    into.fill(7);
  }
  close(): void {
    FakeFrame.open.delete(this);
  }
}

const video = {} as HTMLVideoElement;
const newFrame = () => new FakeFrame() as unknown as VideoFrame;
const drawn = vi.fn(async (..._: unknown[]) => 'drawn');

beforeEach(() => {
  FakeFrame.open.clear();
  FakeFrame.held = { rotation: 0, flip: false };
  FakeFrame.copyable = true;
  drawn.mockClear();
  vi.stubGlobal('VideoFrame', FakeFrame);
  vi.stubGlobal('createImageBitmap', drawn);
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray;
      constructor(
        readonly width: number,
        readonly height: number,
      ) {
        this.data = new Uint8ClampedArray(4 * width * height);
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

test('an upright frame is taken, not drawn', async () => {
  expect(isVideoFrame(await frameOf(video))).toBe(true);
  expect(drawn).not.toHaveBeenCalled();
});

test.each([
  ['held on its side', { rotation: 90, flip: false }],
  ['mirrored', { rotation: 0, flip: true }],
  ['of a browser that does not say how it was held', {}],
])('a frame %s is drawn, and none stays open', async (_, held) => {
  FakeFrame.held = held;
  expect(await frameOf(video, { resizeWidth: 2 })).toBe('drawn');
  expect(drawn).toHaveBeenCalledWith(video, { resizeWidth: 2 });
  expect(FakeFrame.open.size).toBe(0);
});

test('of a frame that is shown larger than the camera gave it, what the camera gave is lent', async () => {
  FakeFrame.held = { rotation: 0, flip: false, displayWidth: 8, displayHeight: 4 };
  const frame = await frameOf(video);
  const sides: number[] = [];
  if (isVideoFrame(frame)) await withPixels(frame, ({ width, height }) => sides.push(width, height));
  expect(sides).toEqual([4, 2]);
  expect(drawn).not.toHaveBeenCalled();
});

test('a browser without frames draws', async () => {
  vi.stubGlobal('VideoFrame', undefined);
  expect(await frameOf(video)).toBe('drawn');
});

test('pixels are copied into the memory of the frame before, unless that is still looked at', async () => {
  const lent: ImageData[] = [];
  await withPixels(newFrame(), (pixels) => lent.push(pixels));
  await withPixels(newFrame(), async (pixels) => {
    lent.push(pixels);
    await withPixels(newFrame(), (others) => lent.push(others));
  });
  expect(lent[1]).toBe(lent[0]);
  expect(lent[2]).not.toBe(lent[1]);
  expect(lent[2]?.data[0]).toBe(7);
});

test('a frame that cannot be copied is said to be one', async () => {
  FakeFrame.copyable = false;
  const use = vi.fn();
  expect(await withPixels(newFrame(), use)).toBe(false);
  expect(use).not.toHaveBeenCalled();
});
