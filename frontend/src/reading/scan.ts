/** Finds a QR code (or its kin) on a picture with zxing-cpp. Gives its text, never follows it. */
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader';
import { readingFiles } from './files.ts';
import { letGo, type Picture } from './picture.ts';

const OPTIONS: ReaderOptions = {
  formats: ['QRCode', 'MicroQRCode', 'DataMatrix', 'Aztec', 'PDF417'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  maxNumberOfSymbols: 1,
};
/** A small code on a small picture reads when it is larger: three times, but no larger than a photo, for the sake of memory. */
const SMALL = 1000;
const UPSCALE = 3;
const LARGEST = 2000;

prepareZXingModule({ overrides: { locateFile: () => readingFiles.codes } });

export async function scan(picture: Picture): Promise<string | null> {
  const found = await scanOnce(picture);
  if (found !== null || Math.max(picture.width, picture.height) > SMALL) return found;
  const larger = upscaled(picture);
  try {
    return await scanOnce(larger);
  } finally {
    if (larger !== picture) letGo(larger);
  }
}

/** As it is, without a second look. */
export async function scanOnce({ data, width, height }: Picture): Promise<string | null> {
  const [code] = await readBarcodes(new ImageData(data, width, height), OPTIONS);
  return code?.isValid && code.text !== '' ? code.text : null;
}

function upscaled(picture: Picture): Picture {
  const { data, width, height } = picture;
  const scale = Math.min(UPSCALE, LARGEST / Math.max(width, height));
  const small = new OffscreenCanvas(width, height);
  small.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  const large = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = large.getContext('2d', { willReadFrequently: true });
  if (!context) return picture;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, large.width, large.height);
  const pixels = context.getImageData(0, 0, large.width, large.height);
  large.width = 0; // gives both canvases' memory back now
  small.width = 0;
  return { data: pixels.data, width: pixels.width, height: pixels.height };
}
