import { afterEach, expect, test, vi } from 'vitest';
import { nativeDetector } from './barcodes.ts';

const VIDEO = {} as HTMLVideoElement;

function browserReads(formats: readonly string[], codes: readonly { rawValue: string }[]): void {
  class BarcodeDetector {
    static readonly getSupportedFormats = async () => formats;
    readonly detect = async () => codes;
  }
  vi.stubGlobal('BarcodeDetector', BarcodeDetector);
}

afterEach(() => vi.unstubAllGlobals());

test('a browser that reads QR codes gives the text of the first that says something', async () => {
  browserReads(['qr_code', 'ean_13'], [{ rawValue: '' }, { rawValue: 'https://sample.example' }]);
  expect(await (await nativeDetector())?.(VIDEO)).toBe('https://sample.example');
});

test('a browser that reads nothing, or the codes of shops only, does not look', async () => {
  expect(await nativeDetector()).toBeNull();
  browserReads(['ean_13'], [{ rawValue: '4006381333931' }]);
  expect(await nativeDetector()).toBeNull();
});
