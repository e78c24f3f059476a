/**
 * The two models on onnxruntime-web: where is text on a picture, and what does a line say. One thread, plain WASM: threads
 * would need cross-origin isolation, and the WebGPU build grows without bound on Safari.
 */
import charset from '@models/charset_latin.json';
import devanagariCharset from '@models/devanagari_charset.json';
import * as ort from 'onnxruntime-web/wasm';
import { type Decoded, decodeCtc, kinOf, type Sign, signsOf } from './ctc.ts';
import { devanagariWords, mayBeDevanagari } from './devanagari.ts';
import { easternFiles, fetchModel, keptHere, readingFiles } from './files.ts';
import { type Area, letGo, type Picture, type Point, type Quad, sample, shrunk } from './picture.ts';
import { regionsOf } from './regions.ts';

/** The detector halves its input five times. */
const DETECT_STEP = 32;
const LINE_HEIGHT = 48;
const KIN = kinOf(charset);
const LINE_MIN_WIDTH = 16;
const LINE_MAX_WIDTH = 2400;
/** How much wider a line in Devanagari is read: 154, 107, 91, 95 of 647 signs are wrong at 1, 1.2, 1.4 and 1.5 times. */
const DENSE = 1.35;
const EASTERN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
/** The Latin head passes over what it has no letters for, and is sure of the rest: its confidence is no witness. */
const ENOUGH_SIGNS = 2;
const SURE_ENOUGH = 0.7;

export interface Engine {
  /** Name and version, as a reading tells them. */
  readonly name: string;
  /** Where text is within `area`, which is shown to the model in about `pixels` pixels: memory grows with them. */
  detect(picture: Picture, area: Area, pixels: number): Promise<Quad[]>;
  recognise(picture: Picture, quad: Quad): Promise<Decoded>;
}

export async function loadEngine(): Promise<Engine> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { wasm: readingFiles.runtime };
  const detector = await load(readingFiles.detector);
  const recogniser = await load(readingFiles.recogniser);
  const devanagari = await loadDevanagari();
  const eastern = (await keptHere(Object.values(easternFiles))) ? await loadEastern() : null;
  return {
    name: eastern ? 'ppocr6-eastern' : 'ppocr6-latin',
    async detect(picture, area, pixels) {
      const scale = Math.sqrt(pixels / (area.width * area.height));
      const [width, height] = [inSteps(area.width * scale), inSteps(area.height * scale)];
      const isSmaller = area.width > width && area.height > height;
      const shown = isSmaller ? shrunk(picture, area, width, height) : sample(picture, cornersOf(area), width, height);
      const [map] = await run(detector, shown, [1, 3, height, width]);
      letGo(shown);
      const values = floatsOf(map);
      const quads = regionsOf({ width, height, values });
      letGo(values);
      return quads.map((quad) => onPicture(quad, area, width, height));
    },
    async recognise(picture, quad) {
      const width = lineWidth(quad);
      const first = await look(picture, quad, width);
      return first.isDense ? (await look(picture, quad, Math.round(DENSE * width))).decoded : first.decoded;
    },
  };

  /** What a line says, sampled in `width` pixels; `isDense` where its script has more signs to a width than Latin. */
  async function look(picture: Picture, quad: Quad, width: number): Promise<{ decoded: Decoded; isDense: boolean }> {
    const line = sample(picture, quad, width, LINE_HEIGHT);
    const [likelihoods, features] = await run(recogniser, line, [1, 3, LINE_HEIGHT, width]);
    letGo(line);
    const values = floatsOf(likelihoods);
    const seen = floatsOf(features);
    const dims = features?.dims ?? [];
    const signs = await devanagari(seen, dims);
    const latin = decodeCtc(values, charset, KIN, devanagariWords(signs));
    letGo(values);
    const decoded = eastern ? await eastern(seen, dims, latin) : latin;
    letGo(seen);
    return { decoded, isDense: decoded === latin && mayBeDevanagari(signs) };
  }
}

/** What the head for Devanagari takes for signs on a line. */
async function loadDevanagari(): Promise<(features: Float32Array, dims: readonly number[]) => Promise<Sign[]>> {
  const head = await load(readingFiles.devanagari);
  return async (features, dims) => {
    const [likelihoods] = await run(head, features, dims);
    const values = floatsOf(likelihoods);
    const signs = signsOf(values, devanagariCharset);
    letGo(values);
    return signs;
  };
}

type SecondReading = (features: Float32Array, dims: readonly number[], latin: Decoded) => Promise<Decoded>;

/** The head for Chinese and Japanese has the word where it finds their signs; Latin lines stay with the Latin head. */
async function loadEastern(): Promise<SecondReading> {
  const head = await load(easternFiles.head);
  const signs: readonly string[] = JSON.parse(new TextDecoder().decode(await fetchModel(easternFiles.charset)));
  return async (features, dims, latin) => {
    const [likelihoods] = await run(head, features, dims);
    const values = floatsOf(likelihoods);
    const decoded = decodeCtc(values, signs);
    letGo(values);
    const found = decoded.text.match(EASTERN)?.length ?? 0;
    return found >= ENOUGH_SIGNS && decoded.confidence > SURE_ENOUGH ? decoded : latin;
  };
}

async function load(url: string): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(await fetchModel(url), {
    executionProviders: ['wasm'],
    enableCpuMemArena: false, // lines differ in length: an arena would keep the largest of everything
    enableMemPattern: false,
    extra: { session: { disable_quant_qdq: '1' } }, // weights become floats when they are loaded, not at each run
  });
}

/** The model's answers, in its own order. */
async function run(
  session: ort.InferenceSession,
  values: Float32Array,
  dims: readonly number[],
): Promise<(ort.Tensor | undefined)[]> {
  const input = new ort.Tensor('float32', values, dims);
  const [name = ''] = session.inputNames;
  const outputs = await session.run({ [name]: input });
  input.dispose();
  return session.outputNames.map((output) => outputs[output]);
}

function floatsOf(tensor: ort.Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('the model answered with something else than floats');
  return tensor.data;
}

function inSteps(side: number): number {
  return Math.max(DETECT_STEP, Math.round(side / DETECT_STEP) * DETECT_STEP);
}

function cornersOf({ x, y, width, height }: Area): Quad {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

/** From pixels of the detector's map to pixels of the picture. */
function onPicture([a, b, c, d]: Quad, area: Area, width: number, height: number): Quad {
  const [sx, sy] = [area.width / width, area.height / height];
  const at = (point: Point) => ({ x: area.x + point.x * sx, y: area.y + point.y * sy });
  return [at(a), at(b), at(c), at(d)];
}

function lineWidth([a, b, , d]: Quad): number {
  const ratio = Math.hypot(b.x - a.x, b.y - a.y) / Math.max(1, Math.hypot(d.x - a.x, d.y - a.y));
  return Math.min(LINE_MAX_WIDTH, Math.max(LINE_MIN_WIDTH, Math.round(LINE_HEIGHT * ratio)));
}
