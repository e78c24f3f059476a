/**
 * From a photo to lines of text: find the lines, turn the photo upright, read each line. The photo may lie on any of its
 * four sides; lines may lean by up to 45° besides.
 */
import type { Box, ReadLine } from './contract.ts';
import type { Decoded } from './ctc.ts';
import type { Engine } from './engine.ts';
import { type Picture, type Point, type Quad, turned, turnedBack } from './picture.ts';

/** A line this much taller than wide runs up or down the picture. */
const TALL = 1.5;
const MOSTLY = 0.6;
/** Longest lines tried upside down, and the confidence below which it is worth trying. */
const VOTERS = 3;
const SURE = 0.9;
const READABLE = 0.5;

interface Found {
  readonly quad: Quad;
  readonly decoded: Decoded;
}

export async function readLines(engine: Engine, photo: Picture): Promise<ReadLine[]> {
  let quarters = 0;
  let picture = photo;
  let quads = await engine.detect(picture);
  if (quads.filter(isTall).length > MOSTLY * quads.length) {
    quarters = 1;
    picture = turned(photo, quarters);
    quads = await engine.detect(picture);
  }
  if (await isUpsideDown(engine, picture, quads)) {
    quarters += 2;
    quads = quads.map(halfTurned);
  }
  const lines: ReadLine[] = [];
  for (const quad of inReadingOrder(quads)) {
    const found = await readLine(engine, picture, quad);
    if (found.decoded.text === '' || found.decoded.confidence < READABLE) continue;
    lines.push({
      text: found.decoded.text.normalize('NFC'),
      box: boxOf(found.quad, picture, quarters % 2),
      confidence: Math.round(found.decoded.confidence * 100),
    });
  }
  return lines;
}

/** A tall box in an upright picture: text that runs up or down, or one narrow character. */
async function readLine(engine: Engine, picture: Picture, quad: Quad): Promise<Found> {
  const ways = isTall(quad) ? [quad, quarterTurned(quad), halfTurned(quarterTurned(quad))] : [quad];
  let best: Found | null = null;
  for (const way of ways) {
    const decoded = await engine.recognise(picture, way);
    if (!best || decoded.confidence > best.decoded.confidence) best = { quad: way, decoded };
  }
  return best ?? { quad, decoded: { text: '', confidence: 0 } };
}

async function isUpsideDown(engine: Engine, picture: Picture, quads: readonly Quad[]): Promise<boolean> {
  const voters = quads
    .filter((quad) => !isTall(quad))
    .sort((a, b) => widthOf(b) - widthOf(a))
    .slice(0, VOTERS);
  let upright = 0;
  let turnedOver = 0;
  for (const quad of voters) {
    const { confidence } = await engine.recognise(picture, quad);
    upright += confidence;
    turnedOver += confidence >= SURE ? 0 : (await engine.recognise(picture, halfTurned(quad))).confidence;
  }
  return turnedOver > upright;
}

function widthOf([a, b]: Quad): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function isTall([a, b, , d]: Quad): boolean {
  return Math.hypot(d.x - a.x, d.y - a.y) > TALL * Math.hypot(b.x - a.x, b.y - a.y);
}

/** Text that runs down: its top left corner is the box's top right one. */
function quarterTurned([a, b, c, d]: Quad): Quad {
  return [b, c, d, a];
}

function halfTurned([a, b, c, d]: Quad): Quad {
  return [c, d, a, b];
}

function inReadingOrder(quads: readonly Quad[]): Quad[] {
  const middle = (quad: Quad) => quad.reduce((sum, point) => sum + point.y, 0);
  const flipped = quads.some(([a, , c]) => a.y > c.y);
  return [...quads].sort((a, b) => (flipped ? middle(b) - middle(a) : middle(a) - middle(b)));
}

/** Corners in ten-thousandths of the photo as it came, before quarter turns. */
function boxOf(quad: Quad, { width, height }: Picture, quarters: number): Box {
  const at = (point: Point) => turnedBack({ x: point.x / width, y: point.y / height }, quarters);
  const whole = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 10_000);
  const [a, b, c, d] = [at(quad[0]), at(quad[1]), at(quad[2]), at(quad[3])];
  return [whole(a.x), whole(a.y), whole(b.x), whole(b.y), whole(c.x), whole(c.y), whole(d.x), whole(d.y)];
}
