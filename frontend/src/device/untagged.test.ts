import { expect, test } from 'vitest';
import { untag } from './untagged.ts';

const ascii = (text: string) => [...text].map((sign) => sign.charCodeAt(0));
const box = (name: string, ...content: number[]) => [0, 0, 0, content.length + 8, ...ascii(name), ...content];
const element = (name: readonly number[], ...content: number[]) => [...name, 0x80 | content.length, ...content];

const SEGMENT = [0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const TAGS = [0x12, 0x54, 0xc3, 0x67];

function untagged(bytes: readonly number[], type: string): number[] {
  const given = new Uint8Array(bytes);
  untag(given, type);
  return [...given];
}

test('in MP4 tags become empty filling of the same length, wherever they stand', () => {
  const film = (tag: number[]) => [
    ...box('ftyp', 1),
    ...box('moov', ...box('trak', ...tag), ...tag),
    ...box('mdat', 9),
  ];
  const tag = box('udta', ...ascii('at home'));
  expect(untagged(film(tag), 'audio/mp4')).toEqual(film(box('free', ...ascii('at home').map(() => 0))));
});

test('in WebM tags between and after clusters become a void of the same length', () => {
  const head = [...element([0x1a, 0x45, 0xdf, 0xa3], 1), ...SEGMENT];
  const cluster = [...CLUSTER, ...element([0xe7], 0), ...element([0xa3], 1, 2, 3)];
  const tag = element(TAGS, ...ascii('at home'));
  const filling = [0xec, 0x01, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0];
  expect(filling).toHaveLength(tag.length);
  expect(untagged([...head, ...tag, ...cluster, ...tag], 'audio/webm')).toEqual([
    ...head,
    ...filling,
    ...cluster,
    ...filling,
  ]);
});

test('a tag too short for a long void gets a short one', () => {
  const short = [...SEGMENT, ...element(TAGS, 7)];
  expect(untagged(short, 'audio/webm')).toEqual([...SEGMENT, 0xec, 0x08, 0, 0, 0, 0]);
});

test.each(['audio/mp4', 'audio/webm', 'audio/ogg'])('bytes that are no %s stay as they are', (type) => {
  for (const bytes of [[], [0], ascii('<html> udta'), [0, 0, 0, 99, ...ascii('udta')], [...TAGS, 0xff]]) {
    expect(untagged(bytes, type)).toEqual(bytes);
  }
});
