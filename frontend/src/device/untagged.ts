/**
 * A recording without what a recorder added of its own: the server takes none with tags, which may say where and when it
 * was made. They are overwritten in place with filling, so that every offset inside stays true. Formats: ISO 14496-12
 * boxes, EBML elements. Ogg recorders name nothing but themselves.
 */

const FOLDERS = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'moof', 'traf', 'mvex'];
const TAG_BOXES = ['udta', 'meta', 'uuid'];
const FREE = [0x66, 0x72, 0x65, 0x65];

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
/** Tags, attachments, chapters. */
const TAG_ELEMENTS = [0x1254c367, 0x1941a469, 0x1043a770];
const VOID = 0xec;

/** Changes the bytes; those that are no recording stay as they are. */
export function untag(bytes: Uint8Array<ArrayBuffer>, type: string): void {
  if (type === 'audio/mp4') untagBoxes(bytes, 0, bytes.length);
  if (type === 'audio/webm') untagElements(bytes);
}

function untagBoxes(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = start; at + 8 <= end; ) {
    const size = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (size < 8 || at + size > end) return;
    if (TAG_BOXES.includes(name)) {
      bytes.set(FREE, at + 4);
      bytes.fill(0, at + 8, at + size);
    } else if (FOLDERS.includes(name)) untagBoxes(bytes, at + 8, at + size);
    at += size;
  }
}

function untagElements(bytes: Uint8Array<ArrayBuffer>): void {
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + widthAt(bytes, at);
    const sizeEnd = nameEnd + widthAt(bytes, nameEnd);
    const name = numberIn(bytes, at, nameEnd);
    const [size, isUnknown] = sizeIn(bytes, nameEnd, sizeEnd);
    if (nameEnd === at || sizeEnd === nameEnd) return;
    if (name === SEGMENT || name === CLUSTER) {
      at = sizeEnd;
      continue;
    }
    const end = sizeEnd + size;
    if (isUnknown || end > bytes.length) return;
    if (TAG_ELEMENTS.includes(name)) overwrite(bytes, at, end);
    at = end;
  }
}

/** A void element of the same length: one byte of name, the length in all bytes that the old head leaves for it. */
function overwrite(bytes: Uint8Array<ArrayBuffer>, at: number, end: number): void {
  const width = Math.min(8, end - at - 1);
  bytes.fill(0, at, end);
  bytes[at] = VOID;
  let size = end - at - 1 - width;
  for (let place = at + width; place > at; place--) {
    bytes[place] = size & 0xff;
    size = Math.floor(size / 256);
  }
  bytes[at + 1] = (bytes[at + 1] ?? 0) | (1 << (8 - width));
}

/** How many bytes a number takes; 0 where there is none. */
function widthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  return first === 0 ? 0 : Math.clz32(first) - 23;
}

function numberIn(bytes: Uint8Array, from: number, to: number): number {
  return bytes.subarray(from, to).reduce((number, byte) => number * 256 + byte, 0);
}

function sizeIn(bytes: Uint8Array, from: number, to: number): [size: number, isUnknown: boolean] {
  const bits = 7 * (to - from);
  const size = numberIn(bytes, from, to) % 2 ** bits;
  return [size, size === 2 ** bits - 1];
}
