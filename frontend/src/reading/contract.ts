/**
 * What the reader gives back for one photo. All numbers are integers, so that a reading can be stored in a card's `read`
 * field as it is: boxes count in ten-thousandths of the photo's width and height, confidences in percent.
 */
import type { ReadonlySignal } from '@preact/signals';

/** Four corners x,y in the order of reading: top left, top right, bottom right, bottom left of the upright text. */
export type Box = readonly [number, number, number, number, number, number, number, number];

export interface ReadLine {
  readonly text: string;
  readonly box: Box;
  readonly confidence: number;
}

export type FieldName =
  | 'name'
  | 'title'
  | 'organization'
  | 'department'
  | 'email'
  | 'phone'
  | 'url'
  | 'handle'
  | 'address';

export interface ReadField {
  readonly field: FieldName;
  readonly value: string;
  readonly confidence: number;
  readonly source: 'code' | 'read';
  /** Null for what came out of a code, stands on the back, or nowhere but in a domain's name. */
  readonly box: Box | null;
  /** A phone's kind (mobile, office, fax), a handle's service (linkedin, x, github, ...). */
  readonly label?: string;
  readonly e164?: string;
}

/** What stands on one card. */
export interface CardText {
  readonly lines: readonly ReadLine[];
  /** Best first within a field: of several names, titles and organisations the first fills the form, the rest are offered. */
  readonly fields: readonly ReadField[];
}

export interface Reading extends CardText {
  /** Name and version of what read, such as "ppocr6-latin". */
  readonly engine: string;
  /** Text of a code that was found, whether understood or not. */
  readonly code: string | null;
  readonly ms: number;
  /** Further cards on the same photo, from the top; not a part of what a card stores. */
  readonly others?: readonly CardText[];
}

export type EngineState = 'absent' | 'fetching' | 'ready' | 'failed';

/** A download that makes reading do more, for whoever asks for it. */
export interface Extra {
  readonly state: ReadonlySignal<EngineState>;
  /** What it takes on this device. */
  readonly bytes: number;
  /** Fetches and keeps it; rejects with ReadingFailed "absent" where the network does not bring it whole. */
  fetch(): Promise<void>;
  remove(): Promise<void>;
}

export interface Reader {
  /** Whether reading works without a network on this device now. */
  readonly state: ReadonlySignal<EngineState>;
  /** Fetch what reading needs, so that it is there before the plane mode is. */
  warm(): Promise<void>;
  /** Read one photo, and the card's back with it where there is one; calls are queued, one job at a time. Rejects with ReadingFailed (time-out, undecodable, out of memory). */
  read(photo: Blob, back?: Blob): Promise<Reading>;
  /** Chinese and Japanese characters; Latin ones are read without it. */
  readonly eastern: Extra;
  /** Bytes that it takes on this device; 0 where nothing of it is here. */
  kept(): Promise<number>;
  /** Takes it off this device; nothing brings it back until somebody fetches it. */
  remove(): Promise<void>;
  /** A person took it off. */
  readonly isRemoved: ReadonlySignal<boolean>;
  /** A person wants it back. */
  fetch(): Promise<void>;
  /** Give the memory back. */
  release(): void;
}
