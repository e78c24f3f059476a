/**
 * From a photo to lines of text: find the lines, turn the photo upright, read each line. The photo may lie on any of its
 * four sides; lines may lean by up to 45° besides.
 */
import type { Box, ReadLine } from './contract.ts';
import type { Decoded } from './ctc.ts';
import type { Engine } from './engine.ts';
import { inOneScript, withLetters } from './letters.ts';
import { type Area, letGo, type Picture, type Point, type Quad, turned, turnedBack } from './picture.ts';
import { withMarks } from './vietnamese.ts';

/** A line this much taller than wide runs up or down the picture. */
const TALL = 1.5;
const MOSTLY = 0.6;
/** What the detector is shown, in pixels, and the height of a line on it below which it looks again, closer. */
const LOOK = 736 * 490;
const SMALL_TYPE = 19;
const SECOND_LOOK = 784 * 560;
/** In heights of a line. */
const MARGIN = 4;
/** Longest lines tried upside down, and the confidence below which it is worth trying. */
const VOTERS = 3;
const SURE = 0.9;
const READABLE = 0.5;

interface Found {
  readonly quad: Quad;
  readonly decoded: Decoded;
}

/** In no particular order. */
export async function readLines(engine: Engine, photo: Picture): Promise<ReadLine[]> {
  let quarters = 0;
  let picture = photo;
  let quads = await detect(engine, picture);
  if (quads.filter(isTall).length > MOSTLY * quads.length) {
    quarters = 1;
    picture = turned(photo, quarters);
    quads = await detect(engine, picture);
  }
  const found = await readAll(engine, picture, quads);
  const legible = found.filter(({ decoded }) => decoded.text !== '' && decoded.confidence >= READABLE);
  const marked = withMarks(legible.map(({ decoded }) => decoded));
  const lines = legible.map(({ quad, decoded }, index): ReadLine => {
    const { text, confidence } = marked[index] ?? decoded;
    const box = boxOf(quad, picture, quarters);
    return { text: withLetters(text.normalize('NFC')), box, confidence: Math.round(confidence * 100) };
  });
  if (picture !== photo) letGo(picture.data);
  const texts = inOneScript(lines.map(({ text }) => text));
  return lines.map((line, index) => ({ ...line, text: texts[index] ?? line.text }));
}

/**
 * A first look at the whole picture, small for the sake of memory. Where the type is too small to trust it, the card fills
 * only a part of the picture: then a second look at that part.
 */
async function detect(engine: Engine, picture: Picture): Promise<Quad[]> {
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const quads = await engine.detect(picture, whole, LOOK);
  const heights = quads.map(thicknessOf).sort((a, b) => a - b);
  const typical = heights[Math.floor(heights.length / 2)];
  const scale = Math.sqrt(LOOK / (picture.width * picture.height));
  if (typical === undefined || typical * scale >= SMALL_TYPE) return quads;
  return engine.detect(picture, around(quads, MARGIN * typical, whole), SECOND_LOOK);
}

/** The part of the picture that holds all the boxes, and some margin for what the first look missed. */
function around(quads: readonly Quad[], margin: number, { width, height }: Area): Area {
  const points = quads.flat();
  const [left, top] = [Math.min(...points.map(({ x }) => x)), Math.min(...points.map(({ y }) => y))];
  const [right, bottom] = [Math.max(...points.map(({ x }) => x)), Math.max(...points.map(({ y }) => y))];
  const x = Math.max(0, left - margin);
  const y = Math.max(0, top - margin);
  return { x, y, width: Math.min(width, right + margin) - x, height: Math.min(height, bottom + margin) - y };
}

/** The longest lines vote on which side is up; what they said is not read again. */
async function readAll(engine: Engine, picture: Picture, quads: readonly Quad[]): Promise<Found[]> {
  const longest = [...quads].sort((a, b) => widthOf(b) - widthOf(a));
  const voters = longest.filter((quad) => !isTall(quad)).slice(0, VOTERS);
  const upright: Found[] = [];
  const turnedOver: Found[] = [];
  for (const quad of voters) {
    const found = await readLine(engine, picture, quad);
    upright.push(found);
    const over = found.decoded.confidence < SURE ? await readLine(engine, picture, halfTurned(quad)) : null;
    if (over) turnedOver.push(over);
  }
  const isOver = sum(turnedOver) > sum(upright);
  const found = isOver && turnedOver.length === voters.length ? turnedOver : isOver ? [] : upright;
  for (const quad of quads) {
    if (found.length > 0 && voters.includes(quad)) continue;
    found.push(await readLine(engine, picture, isOver ? halfTurned(quad) : quad));
  }
  return found;
}

/** A tall box in an upright picture: text that runs up or down, or one narrow character. */
async function readLine(engine: Engine, picture: Picture, quad: Quad): Promise<Found> {
  const ways = isTall(quad) ? [quad, quarterTurned(quad), halfTurned(quarterTurned(quad))] : [quad];
  const found: Found[] = [];
  for (const way of ways) found.push({ quad: way, decoded: await engine.recognise(picture, way) });
  return found.reduce((best, other) => (other.decoded.confidence > best.decoded.confidence ? other : best));
}

function sum(found: readonly Found[]): number {
  return found.reduce((total, { decoded }) => total + decoded.confidence, 0);
}

function widthOf([a, b]: Quad): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function thicknessOf([a, b, , d]: Quad): number {
  return Math.min(Math.hypot(b.x - a.x, b.y - a.y), Math.hypot(d.x - a.x, d.y - a.y));
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

/** Corners in ten-thousandths of the photo as it came, before quarter turns. */
function boxOf(quad: Quad, { width, height }: Picture, quarters: number): Box {
  const at = (point: Point) => turnedBack({ x: point.x / width, y: point.y / height }, quarters);
  const whole = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 10_000);
  const [a, b, c, d] = [at(quad[0]), at(quad[1]), at(quad[2]), at(quad[3])];
  return [whole(a.x), whole(a.y), whole(b.x), whole(b.y), whole(c.x), whole(c.y), whole(d.x), whole(d.y)];
}
