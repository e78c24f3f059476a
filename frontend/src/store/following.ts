/**
 * Reads what others have changed: at once where little comes. While much arrives, each reading is followed by a pause as
 * long as it took, screens drawn anew included, and what comes meanwhile is read together: half of the page's time stays
 * for whoever uses it, however much there is to draw.
 */

/** No change is seen later than this for the sake of others. */
const LONGEST_PAUSE_MS = 250;

export class Following {
  #waiting = new Set<string>();
  #sent = new Set<string>();
  #isAllWaiting = false;
  #isBusy = false;

  /** `read` is given the ids of what changed, or null for all, and of what was only sent; it never rejects. */
  constructor(private readonly read: (ids: readonly string[] | null, sent: readonly string[]) => Promise<void>) {}

  changed(ids: readonly string[] | null, sent: readonly string[] = []): void {
    if (ids) for (const id of ids) this.#waiting.add(id);
    else this.#isAllWaiting = true;
    for (const id of sent) this.#sent.add(id);
    if (!this.#isBusy) void this.#readOn();
  }

  async #readOn(): Promise<void> {
    this.#isBusy = true;
    while (this.#isAllWaiting || this.#waiting.size + this.#sent.size > 0) {
      const ids = this.#isAllWaiting ? null : [...this.#waiting];
      const sent = ids ? [...this.#sent].filter((id) => !this.#waiting.has(id)) : [];
      this.#waiting = new Set();
      this.#sent = new Set();
      this.#isAllWaiting = false;
      const began = performance.now();
      await this.read(ids, sent);
      await pause(0); // Screens draw before the next task.
      await pause(Math.min(performance.now() - began, LONGEST_PAUSE_MS));
    }
    this.#isBusy = false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
