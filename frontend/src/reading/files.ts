/** What reading fetches besides the worker's own script. The service worker keeps all of it once it travelled. */
import detector from '@models/det.onnx?url';
import recogniser from '@models/rec_latin.onnx?url';
import runtime from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import codes from 'zxing-wasm/reader/zxing_reader.wasm?url';

export const readingFiles = { detector, recogniser, runtime, codes } as const;
