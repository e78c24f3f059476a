/** Web Locks: one page at a time does a thing, and a killed page lets go by itself. */

/** Runs the job once the lock is free. Without Web Locks (old browsers) it runs at once. */
export async function withLock<T>(name: string, job: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return job();
  return navigator.locks.request(name, job);
}
