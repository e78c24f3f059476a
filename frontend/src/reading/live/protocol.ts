/** What the scanner and its worker say to each other: a frame of the camera or a code's text, and what it means. */
import type { ReadField } from '../contract.ts';
import type { Frame } from './frames.ts';

export type ToWorker = { readonly frame: Frame } | { readonly text: string };

export interface SeenCode {
  readonly text: string;
  /** None for text that is no contact and no link. */
  readonly fields: readonly ReadField[];
}

/** `failed`: the scanner's files are neither on this device nor to be had, or it has crashed. */
export type FromWorker = { readonly seen: SeenCode | null } | { readonly failed: string };
