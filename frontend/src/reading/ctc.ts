/**
 * Greedy CTC decoding: the likeliest sign of each step, repeats joined, blanks dropped. Of a space no step is ever very
 * sure, so a gap needs less of a hint of one to be one. The models' alphabet lacks the
 * Vietnamese vowels with two marks, and where one stands they are sure of the blank; what they think there of the vowel's
 * plainer kin is told as a hint (vietnamese.ts).
 */

export interface Decoded {
  readonly text: string;
  /** Mean likelihood of the signs that stayed, 0 … 1; 0 for no text. */
  readonly confidence: number;
  readonly hints?: readonly Hint[];
}

/** A vowel that may have been passed over before a place in the text. */
export interface Hint {
  readonly at: number;
  readonly vowel: string;
}

export interface Sign {
  readonly text: string;
  readonly likelihood: number;
  /** The steps that it is held over. */
  readonly first: number;
  last: number;
}

/** Where words are apart it is seldom less, within one it is a hundredth of this. */
const SPACE = 0.08;
const BESIDE = 0.8;
/** Between two letters of clean print it is a thousandth of this; in blur, a letter's own shape is enough now and then. */
const HINT = 5e-5;
/** Steps without a sign, in which a letter has room. */
const ROOM = 2;
/** Vietnamese vowels of the alphabet that take a mark of tone. */
const KIN = 'aăâeêioôơuưyAĂÂEÊIOÔƠUƯY';

/** The columns of a charset in which vowels that were passed over show. */
export function kinOf(charset: readonly string[]): number[] {
  return charset.flatMap((sign, column) => (sign !== '' && KIN.includes(sign) ? [column] : []));
}

/**
 * @param likelihoods steps × charset.length values, row by row.
 * @param charset what each column writes; column 0 is the blank. Several columns may write the same sign.
 * @param kin the columns of vowels to look for in gaps; none where a charset has all that it needs.
 * @param others what another head found on the line: where that stands, this one has no word.
 */
export function decodeCtc(
  likelihoods: Float32Array,
  charset: readonly string[],
  kin: readonly number[] = [],
  others: readonly Sign[] = [],
): Decoded {
  const sure = withOthers(signsOf(likelihoods, charset), others);
  const sum = sure.reduce((total, { likelihood }) => total + likelihood, 0);
  const signs = withSpaces(sure, likelihoods, charset);
  const written = signs.map((sign) => sign.text).join('');
  const text = others.length > 0 ? written.replace(/ {2,}/g, ' ') : written;
  const hints = kin.length === 0 ? [] : hintsIn(signs, likelihoods, charset, kin);
  const start = text.length - text.trimStart().length;
  return {
    text: text.trim(),
    confidence: sure.length === 0 ? 0 : sum / sure.length,
    ...(hints.length > 0 && { hints: hints.map(({ at, vowel }) => ({ at: at - start, vowel })) }),
  };
}

/** Beside the other head's words stay signs that this one is sure of: a number, a dash between two words. */
function withOthers(signs: readonly Sign[], others: readonly Sign[]): readonly Sign[] {
  const [start, end] = [others[0]?.first ?? 0, others.at(-1)?.last ?? 0];
  const isFree = ({ first, last }: Sign) =>
    others.every((other) => other.text === ' ' || last < other.first || first > other.last);
  const stays = (sign: Sign) => isFree(sign) && (sign.last < start || sign.first > end || sign.likelihood > BESIDE);
  return others.length === 0 ? signs : [...others, ...signs.filter(stays)].sort((a, b) => a.first - b.first);
}

/** @param charset as for `decodeCtc`. */
export function signsOf(likelihoods: Float32Array, charset: readonly string[]): Sign[] {
  const columns = charset.length;
  const signs: Sign[] = [];
  let before = 0;
  for (let step = 0; step * columns < likelihoods.length; step++) {
    const start = step * columns;
    let best = 0;
    let most = likelihoods[start] ?? 0;
    for (let column = 1; column < columns; column++) {
      const value = likelihoods[start + column] ?? 0;
      if (value > most) {
        most = value;
        best = column;
      }
    }
    const held = signs.at(-1);
    if (best !== 0 && best === before && held) held.last = step;
    else if (best !== 0) signs.push({ text: charset[best] ?? '', likelihood: most, first: step, last: step });
    before = best;
  }
  return signs;
}

/** A space in each gap between two signs where one is likely enough, though the blank is likelier. */
function withSpaces(signs: readonly Sign[], likelihoods: Float32Array, charset: readonly string[]): Sign[] {
  const spaces = charset.flatMap((sign, column) => (sign === ' ' ? [column] : []));
  return signs.flatMap((sign, index) => {
    const before = signs[index - 1];
    if (!before || before.text === ' ' || sign.text === ' ') return [sign];
    for (let step = before.last + 1; step < sign.first; step++) {
      const likelihood = Math.max(0, ...spaces.map((column) => likelihoods[step * charset.length + column] ?? 0));
      if (likelihood > SPACE) return [{ text: ' ', likelihood, first: step, last: step }, sign];
    }
    return [sign];
  });
}

/** The likeliest vowel in each gap with room for one. */
function hintsIn(
  signs: readonly Sign[],
  likelihoods: Float32Array,
  charset: readonly string[],
  kin: readonly number[],
): Hint[] {
  const hints: Hint[] = [];
  let at = 0;
  for (const [index, sign] of [...signs, null].entries()) {
    const before = signs[index - 1];
    const from = (before?.last ?? -1) + 1;
    const to = sign?.first ?? likelihoods.length / charset.length;
    const around = [before, sign].map((other) => plain(other?.text ?? ''));
    const candidates = to - from < ROOM ? [] : kin.filter((column) => !around.includes(plain(charset[column] ?? '')));
    let most = HINT;
    let vowel: string | undefined;
    for (let step = from; step < to; step++) {
      for (const column of candidates) {
        const value = likelihoods[step * charset.length + column] ?? 0;
        if (value > most) [most, vowel] = [value, charset[column]];
      }
    }
    if (vowel) hints.push({ at, vowel });
    at += sign?.text.length ?? 0;
  }
  return hints;
}

/** A sign's own shoulders reach into the gaps beside it, and so do those of its kin. */
function plain(sign: string): string {
  return sign.normalize('NFD').charAt(0).toLowerCase();
}
