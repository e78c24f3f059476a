/** Letters that the recogniser writes as two signs, put right where the word itself shows which language it is. */

/** ť, ď and ľ are printed with a stroke like an apostrophe. French and Italian put one after d and l too, so it takes proof. */
const STROKED: Readonly<Record<string, string>> = { t: 'ť', d: 'ď', l: 'ľ', L: 'Ľ' };
const CZECH_OR_SLOVAK = /[čěňřšůžďťľĺŕ]/iu;

export function withLetters(text: string): string {
  return text.replace(/[\p{L}'’]+/gu, (word) =>
    CZECH_OR_SLOVAK.test(word)
      ? word.replace(/([tdlL])['’](?=\p{L})/gu, (signs, letter: string) => STROKED[letter] ?? signs)
      : word,
  );
}
