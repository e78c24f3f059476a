/**
 * The corrected clock. Time only orders what is shown and never decides what survives, so a wrong clock does no harm;
 * correcting it makes "latest" mean the same on every device.
 */

export type Now = () => number;

/** How far the server's clock is ahead of ours, in ms, judged at the middle of a request that began and ended at our times. */
export function offsetFrom(serverNow: number, began: number, ended: number): number {
  return Math.round(serverNow - (began + ended) / 2);
}

export function corrected(now: Now, offset: number): number {
  return Math.round(now() + offset);
}
