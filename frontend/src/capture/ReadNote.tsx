/** How a field came by its value: "please check · 62 %", "read from the card", or nothing. */
import { captureWords } from '../words/capture.ts';
import type { Candidate } from './form.ts';

export function ReadNote({ id, read, doubtful }: { id: string; read: Candidate | null; doubtful: boolean }) {
  const { check, percent, fromCard, fromCode } = captureWords.form;
  if (!read) return <span id={id} />;
  if (!doubtful) {
    return (
      <span id={id} class="quiet">
        {read.source === 'code' ? fromCode : fromCard}
      </span>
    );
  }
  return (
    <span id={id} class="doubtful">
      <b>{check}</b> <span>{percent(read.confidence)}</span>
    </span>
  );
}
