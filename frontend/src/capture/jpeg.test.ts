import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withoutMetadata } from './jpeg.ts';

const card = new Uint8Array(readFileSync(new URL('../../../tests/cards/01-centred-flat.jpg', import.meta.url)));

function segment(marker: number, text: string): number[] {
  return [0xff, marker, 0, text.length + 2, ...Buffer.from(text)];
}

/** The photo with segments put in behind its first two bytes, where an encoder writes them. */
function withSegments(...segments: number[][]): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...card.subarray(0, 2), ...segments.flat(), ...card.subarray(2)]);
}

test('what a browser adds to a canvas is taken out again, and nothing else', () => {
  const exif = segment(0xe1, 'Exif\0\0of a place');
  const photoshop = segment(0xed, 'Photoshop 3.0');
  const comment = segment(0xfe, 'by somebody');
  expect(withoutMetadata(withSegments(exif, photoshop, comment))).toEqual(card);
});

test('the colour profile stays', () => {
  const profiled = withSegments(segment(0xe2, 'ICC_PROFILE'));
  expect(withoutMetadata(profiled)).toEqual(profiled);
});

test.each([[[]], [[0xff]], [[0xff, 0xd8, 0xff]], [[0x89, 0x50, 0x4e, 0x47, 0x0d]]])('%j is left alone', (bytes) => {
  expect([...withoutMetadata(new Uint8Array(bytes))]).toEqual(bytes);
});
