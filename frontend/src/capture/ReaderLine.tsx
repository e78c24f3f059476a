/** A line on the card reader while it is not on this device: it is large, and fetched once, when capture is first opened. */
import { useEffect, useState } from 'preact/hooks';
import { useServices } from '../parts/services.ts';
import { fetchReadingFiles, readingFilesState } from '../sw/readingFiles.ts';
import { captureWords } from '../words/capture.ts';

export function ReaderLine() {
  const { reader } = useServices();
  const [say, setSay] = useState<string | null>(null);
  useEffect(() => {
    let left = false;
    const tell = (text: string | null) => {
      if (!left) setSay(text);
    };
    async function fetchMissing(): Promise<void> {
      if (reader.isRemoved.peek()) return tell(captureWords.reader.removed);
      const files = await readingFilesState();
      if (!files || files.have === files.total || left) return;
      const { fetching, absent } = captureWords.reader;
      tell(fetching(files.have, files.total));
      const then = await fetchReadingFiles(({ have, total }) => tell(fetching(have, total)));
      tell(then && then.have === then.total ? null : absent);
      await reader.warm().catch(() => undefined); // It knows now that everything is here.
    }
    const fetchNow = () => void fetchMissing();
    fetchNow();
    addEventListener('online', fetchNow);
    return () => {
      left = true;
      removeEventListener('online', fetchNow);
    };
  }, [reader]);
  return say === null ? null : <p class="quiet">{say}</p>;
}
