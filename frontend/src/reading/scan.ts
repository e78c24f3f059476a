/** Finds a QR code (or its kin) on a picture with zxing-cpp. Gives its text, never follows it. */
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader';
import { readingFiles } from './files.ts';
import { enlarged, letGo, type Picture } from './picture.ts';

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
  const larger = enlarged(picture, Math.min(UPSCALE, LARGEST / Math.max(picture.width, picture.height)));
  try {
    return await scanOnce(larger);
  } finally {
    letGo(larger.data);
  }
}

/** As it is, without a second look. The scanner wants no more of an ImageData than a picture has. */
export async function scanOnce(picture: Picture): Promise<string | null> {
  const [code] = await readBarcodes(picture as ImageData, OPTIONS);
  return code?.isValid && code.text !== '' ? code.text : null;
}
