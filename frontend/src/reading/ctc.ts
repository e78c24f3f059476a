/** Greedy CTC decoding: the likeliest sign of each step, repeats joined, blanks dropped. */

export interface Decoded {
  readonly text: string;
  /** Mean likelihood of the signs that stayed, 0 … 1; 0 for no text. */
  readonly confidence: number;
}

/**
 * @param likelihoods steps × charset.length values, row by row.
 * @param charset what each column writes; column 0 is the blank. Several columns may write the same sign.
 */
export function decodeCtc(likelihoods: Float32Array, charset: readonly string[]): Decoded {
  const columns = charset.length;
  let text = '';
  let sum = 0;
  let count = 0;
  let last = 0;
  for (let start = 0; start < likelihoods.length; start += columns) {
    let best = 0;
    let most = likelihoods[start] ?? 0;
    for (let column = 1; column < columns; column++) {
      const value = likelihoods[start + column] ?? 0;
      if (value > most) {
        most = value;
        best = column;
      }
    }
    if (best !== 0 && best !== last) {
      text += charset[best] ?? '';
      sum += most;
      count++;
    }
    last = best;
  }
  return { text: text.trim(), confidence: count === 0 ? 0 : sum / count };
}
