/** How much room the browser gives this app, and whether it may clear it by itself. */

export interface Room {
  /** Bytes, as the browser estimates them. */
  readonly used: number;
  readonly quota: number;
}

/** Ask the browser not to clear our data when space runs short. Chrome decides silently, Firefox asks the person. */
export async function keepForGood(): Promise<boolean> {
  if (!navigator.storage?.persist) return false;
  return (await isKeptForGood()) || (await navigator.storage.persist());
}

/** Whether it promised that already; asks nobody. */
export async function isKeptForGood(): Promise<boolean> {
  return (await navigator.storage?.persisted?.()) ?? false;
}

/** Null where the browser does not say. */
export async function room(): Promise<Room | null> {
  const estimate = await navigator.storage?.estimate?.();
  if (estimate?.quota === undefined) return null;
  return { used: estimate.usage ?? 0, quota: estimate.quota };
}
