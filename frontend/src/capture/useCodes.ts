/** The code that the camera sees, a few times a second while it runs. Nothing is done with it until the person says so. */
import type { RefObject } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { nativeDetector } from '../device/barcodes.ts';
import type { SeenCode } from '../reading/live/protocol.ts';
import { createCodeScanner } from '../reading/live/scanner.ts';

const BETWEEN_LOOKS_MS = 200;
/** The scanner's files are not here, and no network brings them now. */
const AFTER_FAILURE_MS = 10_000;
/** A code stays offered for a while after it left the picture: one hand holds the badge, the other the phone. */
const OFFERED_MS = 10_000;

export interface Codes {
  readonly seen: SeenCode | null;
  /** It was kept, or is not wanted: it is not offered again while this page is open. */
  settle(): void;
}

export function useCodes(video: RefObject<HTMLVideoElement | null>, live: boolean, newWorker?: () => Worker): Codes {
  const [seen, setSeen] = useState<SeenCode | null>(null);
  const settled = useMemo(() => new Set<string>(), []);

  useEffect(() => {
    if (!live || !newWorker) return;
    const scanner = createCodeScanner(newWorker, nativeDetector);
    let left = false;
    let lastSeen = 0;
    async function watch(): Promise<void> {
      while (!left) {
        const found = video.current && (await scanner.look(video.current).catch(() => 'failed' as const));
        if (left) return;
        if (found && found !== 'failed' && !settled.has(found.text)) {
          lastSeen = performance.now();
          setSeen((before) => (before?.text === found.text ? before : found));
        } else if (performance.now() - lastSeen > OFFERED_MS) setSeen(null);
        await pause(found === 'failed' ? AFTER_FAILURE_MS : BETWEEN_LOOKS_MS);
      }
    }
    void watch();
    return () => {
      left = true;
      scanner.end();
      setSeen(null);
    };
  }, [live, newWorker, video, settled]);

  const settle = () => {
    if (seen) settled.add(seen.text);
    setSeen(null);
  };
  return { seen, settle };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
