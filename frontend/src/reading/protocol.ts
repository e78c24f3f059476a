/** What the reader and its worker say to each other. */
import type { Reading } from './contract.ts';

export type FailureReason =
  /** The bytes are no picture that this browser can decode. */
  | 'undecodable'
  /** Files of the engine are not on this device, and the network did not bring them. */
  | 'absent'
  /** It took longer than a person waits, or the worker died: most often too little memory. */
  | 'gave-up';

export type ToWorker =
  | { readonly job: 'read'; readonly photo: Blob; readonly back?: Blob | undefined }
  | { readonly job: 'warm' };

export type FromWorker =
  | { readonly job: 'read'; readonly reading: Reading }
  | { readonly job: 'warm' }
  | { readonly job: 'failed'; readonly reason: FailureReason; readonly message: string };

export class ReadingFailed extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string) {
    super(message);
    this.name = 'ReadingFailed';
    this.reason = reason;
  }
}
