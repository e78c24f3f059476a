/** When it is polite to fetch something large that nobody asked for yet. */
import { isInstalled } from './install.ts';

type WithConnection = Navigator & {
  readonly connection?: { readonly saveData: boolean; readonly effectiveType: string };
};

/** Safari and Firefox do not tell; there, a person who installed the app wants it to work offline. */
export function isGoodConnection(): boolean {
  if (!navigator.onLine) return false;
  const { connection }: WithConnection = navigator;
  return connection ? !connection.saveData && connection.effectiveType === '4g' : isInstalled();
}

/**
 * Runs the job when the page shows what it has drawn and has had nothing to do for a moment; where a browser cannot tell
 * (Safari), after `otherwiseMs`.
 */
export function whenIdle(job: () => void, otherwiseMs = 3000): void {
  const wait = () => {
    if ('requestIdleCallback' in window) requestIdleCallback(job, { timeout: 10_000 });
    else setTimeout(job, otherwiseMs);
  };
  // A browser may call a page idle that has not yet painted; a hidden page never paints.
  if (document.visibilityState === 'visible') requestAnimationFrame(wait);
  else wait();
}
