/**
 * The two models on onnxruntime-web: where is text on a picture, and what does a line say. One thread, plain WASM: threads
 * would need cross-origin isolation, and the WebGPU build grows without bound on Safari.
 */
import charset from '@models/charset_latin.json';
import * as ort from 'onnxruntime-web/wasm';
import { type Decoded, decodeCtc } from './ctc.ts';
import { fetchFile, readingFiles } from './files.ts';
import { type Area, type Picture, type Point, type Quad, sample } from './picture.ts';
import { regionsOf } from './regions.ts';

export const ENGINE = 'ppocr6-latin';

/** The detector halves its input five times. */
const DETECT_STEP = 32;
const LINE_HEIGHT = 48;
const LINE_MIN_WIDTH = 16;
const LINE_MAX_WIDTH = 2400;

export interface Engine {
  /** Where text is within `area`, which is shown to the model in about `pixels` pixels: memory grows with them. */
  detect(picture: Picture, area: Area, pixels: number): Promise<Quad[]>;
  recognise(picture: Picture, quad: Quad): Promise<Decoded>;
}

export async function loadEngine(): Promise<Engine> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { wasm: readingFiles.runtime };
  const detector = await load(readingFiles.detector);
  const recogniser = await load(readingFiles.recogniser);
  return {
    async detect(picture, area, pixels) {
      const scale = Math.sqrt(pixels / (area.width * area.height));
      const [width, height] = [inSteps(area.width * scale), inSteps(area.height * scale)];
      const values = await run(detector, sample(picture, cornersOf(area), width, height), width, height);
      return regionsOf({ width, height, values }).map((quad) => onPicture(quad, area, width, height));
    },
    async recognise(picture, quad) {
      const width = lineWidth(quad);
      return decodeCtc(await run(recogniser, sample(picture, quad, width, LINE_HEIGHT), width, LINE_HEIGHT), charset);
    },
  };
}

async function load(url: string): Promise<ort.InferenceSession> {
  const model = new Uint8Array(await (await fetchFile(url)).arrayBuffer());
  return ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    enableCpuMemArena: false, // lines differ in length: an arena would keep the largest of everything
    enableMemPattern: false,
  });
}

async function run(
  session: ort.InferenceSession,
  planes: Float32Array,
  width: number,
  height: number,
): Promise<Float32Array> {
  const input = new ort.Tensor('float32', planes, [1, 3, height, width]);
  const [name = ''] = session.inputNames;
  const outputs = await session.run({ [name]: input });
  const output = outputs[session.outputNames[0] ?? ''];
  if (!(output?.data instanceof Float32Array)) throw new Error('the model answered with something else than floats');
  const values = output.data;
  input.dispose();
  return values;
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
