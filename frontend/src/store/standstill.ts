/**
 * A page that is left may be kept for the way back, and stands still meanwhile. What it does not finish in its database
 * then holds up the page after it: in WebKit for good. So its transactions end here, and are done again when it is shown.
 */
interface Transaction {
  abort(): void;
  readonly done: Promise<void>;
}

const running = new Set<Transaction>();
const isShown: Promise<void> = Promise.resolve();
let shown = isShown;
let show: () => void = () => undefined;

/** Resolves at once, unless the page stands still. */
export function whenShown(): Promise<void> {
  return shown;
}

/** Has a transaction end with an AbortError when its page comes to stand still. */
export function watched<T extends Transaction>(transaction: T): T {
  running.add(transaction);
  const ended = () => running.delete(transaction);
  transaction.done.then(ended, ended);
  return transaction;
}

export function standStill(): void {
  shown = new Promise((resolve) => {
    show = resolve;
  });
  for (const transaction of running) {
    try {
      transaction.abort();
    } catch {
      // It is on its way to the disk.
    }
  }
}

export function goOn(): void {
  show();
  shown = isShown;
}

if ('onpagehide' in globalThis) {
  addEventListener('pagehide', ({ persisted }: PageTransitionEvent) => persisted && standStill());
  addEventListener('pageshow', goOn);
}
