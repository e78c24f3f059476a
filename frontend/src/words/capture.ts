/** As `words`, for capture and voice notes: fetched with their pages, so that the first page need not carry it. */
import { capture } from './en/capture.ts';
import { voice } from './en/voice.ts';

export type CaptureWords = typeof capture;
export type VoiceWords = typeof voice;

export const captureWords: CaptureWords = capture;
export const voiceWords: VoiceWords = voice;
