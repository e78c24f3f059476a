/**
 * A JPEG without what an encoder added of its own: Safari writes Exif even for a canvas, and the server takes no photo with
 * metadata. Segments as in ITU-T T.81, annex B.
 */

const START_OF_SCAN = 0xda;
const COMMENT = 0xfe;
const FIRST_APP = 0xe0;
const LAST_APP = 0xef;
/** JFIF, the colour profile, and Adobe's colour transform: without them the picture would look different. */
const KEPT_APPS = [0xe0, 0xe2, 0xee];

/** Returns the bytes without comments and metadata; bytes that are no JPEG come back as they are. */
export function withoutMetadata(jpeg: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  const kept = [jpeg.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== START_OF_SCAN) {
    const end = at + 2 + view.getUint16(at + 2);
    if (!isMetadata(view.getUint8(at + 1))) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  kept.push(jpeg.subarray(at));
  return joined(kept);
}

function isMetadata(marker: number): boolean {
  return marker === COMMENT || (marker >= FIRST_APP && marker <= LAST_APP && !KEPT_APPS.includes(marker));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
