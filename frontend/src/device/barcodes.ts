/** The browser's own reader of codes: Chrome on Android and on the Mac has one, most others do not. */

interface Detector {
  detect(picture: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const WANTED = ['qr_code', 'data_matrix', 'aztec', 'pdf417'];

/** What finds a code's text on a picture, null for none; null itself where the browser reads no QR codes. */
export async function nativeDetector(): Promise<((picture: ImageBitmapSource) => Promise<string | null>) | null> {
  const { BarcodeDetector } = globalThis as { readonly BarcodeDetector?: DetectorClass };
  const supported = (await BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  const formats = WANTED.filter((format) => supported.includes(format));
  if (!BarcodeDetector || !formats.includes('qr_code')) return null;
  const detector = new BarcodeDetector({ formats });
  return async (picture) => (await detector.detect(picture)).find(({ rawValue }) => rawValue !== '')?.rawValue ?? null;
}
