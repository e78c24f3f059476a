/** Pixels of a photo, upright and small enough to work on, and the turns and samples that reading takes from them. */

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha; rows from the top. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An upright part of a picture, in its pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Four corners in the order of reading: top left, top right, bottom right, bottom left. */
export type Quad = readonly [Point, Point, Point, Point];

/** More pixels than this on the long side cost memory and show no more text. */
const LONG_SIDE = 2000;
const MAX_SAMPLES = 4;
const STRIP = 128;

/** Decodes with the photo's own orientation applied. Throws what the browser throws on bytes it cannot decode. */
export async function decode(photo: Blob): Promise<Picture> {
  const whole = await noLarger(photo);
  try {
    return pixelsOf(whole);
  } finally {
    whole.close();
  }
}

/**
 * The pixels of a bitmap, strip by strip in memory of ours: what a canvas gives out is the browser's own, and waits for a
 * collector that does not hurry.
 */
export function pixelsOf(bitmap: ImageBitmap): Picture {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, Math.min(STRIP, height));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas to decode on');
  const { port1: nowhere, port2: nobody } = new MessageChannel();
  nobody.close();
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y += STRIP) {
    context.fillStyle = 'white'; // what is transparent in a PNG is paper
    context.fillRect(0, 0, width, STRIP);
    context.drawImage(bitmap, 0, -y);
    const strip = context.getImageData(0, 0, width, Math.min(STRIP, height - y)).data;
    data.set(strip, 4 * width * y);
    nowhere.postMessage(null, [strip.buffer]); // what is sent to nobody is gone at once
  }
  nowhere.close();
  canvas.width = 0; // gives the canvas's memory back now
  return { width, height, data };
}

/** A photo that is too large is decoded twice: once to know its sides, once to be shrunk without a canvas of its size. */
async function noLarger(photo: Blob): Promise<ImageBitmap> {
  const whole = await createImageBitmap(photo);
  const { width, height } = whole;
  const scale = LONG_SIDE / Math.max(width, height);
  if (scale >= 1) return whole;
  whole.close();
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return createImageBitmap(photo, { resizeWidth: side(width), resizeHeight: side(height), resizeQuality: 'medium' });
}

/**
 * Gives the memory of pixels or samples back now, where the browser can: the collector lets too many of them gather. What
 * was an ImageData's once is not given back: the browser still holds it, and then not even the collector is in a hurry.
 */
export function letGo({ buffer }: { readonly buffer: ArrayBufferLike & { transfer?(length: number): unknown } }): void {
  buffer.transfer?.(0);
}

/** The picture turned clockwise by quarter turns (0 to 3). */
export function turned(picture: Picture, quarters: number): Picture {
  if (quarters === 0) return picture;
  const { width, height } = picture;
  const source = new Uint32Array(picture.data.buffer, picture.data.byteOffset, width * height);
  const target = new Uint32Array(width * height);
  const [newWidth, newHeight] = quarters === 2 ? [width, height] : [height, width];
  for (let y = 0, at = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++, at++) {
      const from =
        quarters === 1
          ? (height - 1 - x) * width + y
          : quarters === 2
            ? (height - 1 - y) * width + (width - 1 - x)
            : x * width + (width - 1 - y);
      target[at] = source[from] ?? 0;
    }
  }
  return { width: newWidth, height: newHeight, data: new Uint8ClampedArray(target.buffer) };
}

/** The picture made larger, its colours blended. */
export function enlarged(picture: Picture, by: number): Picture {
  const [width, height] = [Math.round(picture.width * by), Math.round(picture.height * by)];
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  const sums: Sums = { blue: 0, green: 0, red: 0 };
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      sums.blue = sums.green = sums.red = 0;
      addPoint(sums, picture, (x + 0.5) / by, (y + 0.5) / by);
      data[at] = sums.red;
      data[at + 1] = sums.green;
      data[at + 2] = sums.blue;
    }
  }
  return { width, height, data };
}

/** The picture made smaller by a whole number: each of its pixels is the mean of a square. */
export function reduced(picture: Picture, by: number): Picture {
  if (by === 1) return picture;
  const [width, height] = [Math.floor(picture.width / by), Math.floor(picture.height / by)];
  const data = new Uint8ClampedArray(4 * width * height);
  const corners = Array.from({ length: by * by }, (_, at) => 4 * (Math.floor(at / by) * picture.width + (at % by)));
  for (let at = 0; at < data.length; at++) {
    const pixel = at >> 2;
    const start = 4 * by * (Math.floor(pixel / width) * picture.width + (pixel % width)) + (at & 3);
    let sum = 0;
    for (const corner of corners) sum += picture.data[start + corner] ?? 0;
    data[at] = sum / corners.length;
  }
  return { width, height, data };
}

/** Where a point of the turned picture lies in the one before; both as shares of width and height. */
export function turnedBack(point: Point, quarters: number): Point {
  if (quarters === 1) return { x: point.y, y: 1 - point.x };
  if (quarters === 2) return { x: 1 - point.x, y: 1 - point.y };
  if (quarters === 3) return { x: 1 - point.y, y: point.x };
  return point;
}

/**
 * Cuts the parallelogram `quad` out as planes of blue, green, red in -1 … 1 (the models' input), `width` × `height`.
 * Averages over the area where the cut is smaller than what it shows, so that thin strokes stay.
 */
export function sample(picture: Picture, quad: Quad, width: number, height: number): Float32Array {
  const [origin, right, , down] = quad;
  const across = { x: (right.x - origin.x) / width, y: (right.y - origin.y) / width };
  const along = { x: (down.x - origin.x) / height, y: (down.y - origin.y) / height };
  const columns = samplesFor(Math.hypot(across.x, across.y));
  const rows = samplesFor(Math.hypot(along.x, along.y));
  const plane = width * height;
  const out = new Float32Array(3 * plane);
  const sums: Sums = { blue: 0, green: 0, red: 0 };
  const share = 1 / (columns * rows * 127.5);
  for (let at = 0; at < plane; at++) {
    const x = at % width;
    const y = (at - x) / width;
    sums.blue = sums.green = sums.red = 0;
    for (let part = 0; part < columns * rows; part++) {
      const u = x + ((part % columns) + 0.5) / columns;
      const v = y + (Math.floor(part / columns) + 0.5) / rows;
      addPoint(sums, picture, origin.x + u * across.x + v * along.x, origin.y + u * across.y + v * along.y);
    }
    out[at] = sums.blue * share - 1;
    out[at + plane] = sums.green * share - 1;
    out[at + 2 * plane] = sums.red * share - 1;
  }
  return out;
}

/**
 * The same of an upright part that is shown smaller: every pixel of it counts for its share. Many times faster than
 * sampling, for it goes over the pixels in their order.
 */
export function shrunk(picture: Picture, area: Area, width: number, height: number): Float32Array {
  const pixels = new Uint32Array(picture.data.buffer, picture.data.byteOffset, picture.width * picture.height);
  const left = Math.floor(area.x);
  const columns = shares(area.x - left, area.width, width);
  const plane = width * height;
  const out = new Float32Array(3 * plane);
  const sums = new Float64Array(3 * (Math.ceil(area.x + area.width) - left));
  shares(area.y, area.height, height).forEach(({ first, weights }, y) => {
    sums.fill(0);
    for (const [index, weight] of weights.entries())
      addRow(sums, pixels, (first + index) * picture.width + left, weight);
    for (let x = 0; x < width; x++) writeSum(out, y * width + x, plane, sums, columns[x]);
  });
  return out;
}

/** Adds a row of pixels, which lie in memory as red, green, blue, alpha from the lowest byte up. */
function addRow(sums: Float64Array, pixels: Uint32Array, start: number, weight: number): void {
  for (let at = 0, pixel = start; at < sums.length; at += 3, pixel++) {
    const colour = pixels[pixel] ?? 0;
    sums[at] = (sums[at] ?? 0) + weight * (colour & 255);
    sums[at + 1] = (sums[at + 1] ?? 0) + weight * ((colour >>> 8) & 255);
    sums[at + 2] = (sums[at + 2] ?? 0) + weight * ((colour >>> 16) & 255);
  }
}

function writeSum(out: Float32Array, to: number, plane: number, sums: Float64Array, share: Shares | undefined): void {
  if (!share) return;
  const { first, weights } = share;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index] ?? 0;
    const at = 3 * (first + index);
    red += weight * (sums[at] ?? 0);
    green += weight * (sums[at + 1] ?? 0);
    blue += weight * (sums[at + 2] ?? 0);
  }
  out[to] = blue / 127.5 - 1;
  out[to + plane] = green / 127.5 - 1;
  out[to + 2 * plane] = red / 127.5 - 1;
}

interface Shares {
  readonly first: number;
  /** Of `first` and the pixels after it; together 1. */
  readonly weights: Float32Array;
}

/** Which pixels from `start` on make up each of `count` equal parts of `length`, and by how much. */
function shares(start: number, length: number, count: number): Shares[] {
  const part = length / count;
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [start + index * part, start + (index + 1) * part];
    const first = Math.floor(from);
    const weights = Float32Array.from({ length: Math.max(1, Math.ceil(to) - first) }, (_unused, offset) => {
      const pixel = first + offset;
      return (Math.min(to, pixel + 1) - Math.max(from, pixel)) / part;
    });
    return { first, weights };
  });
}

interface Sums {
  blue: number;
  green: number;
  red: number;
}

/** Adds the colour at a point, blended from the four pixels around it; their centres lie at halves. */
function addPoint(sums: Sums, { data, width, height }: Picture, x: number, y: number): void {
  const px = clamp(x - 0.5, width - 1);
  const py = clamp(y - 0.5, height - 1);
  const left = Math.floor(px);
  const top = Math.floor(py);
  const a = 4 * (top * width + left);
  const b = left + 1 < width ? a + 4 : a;
  const below = top + 1 < height ? 4 * width : 0;
  const [fx, fy] = [px - left, py - top];
  sums.red += blend(data[a], data[b], data[a + below], data[b + below], fx, fy);
  sums.green += blend(data[a + 1], data[b + 1], data[a + below + 1], data[b + below + 1], fx, fy);
  sums.blue += blend(data[a + 2], data[b + 2], data[a + below + 2], data[b + below + 2], fx, fy);
}

function samplesFor(step: number): number {
  return Math.min(MAX_SAMPLES, Math.max(1, Math.round(step)));
}

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : Math.min(value, most);
}

function blend(a = 0, b = 0, c = 0, d = 0, fx: number, fy: number): number {
  const top = a + (b - a) * fx;
  return top + (c + (d - c) * fx - top) * fy;
}
