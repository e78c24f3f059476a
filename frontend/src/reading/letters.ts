/** Letters and signs that the recogniser writes otherwise, put right where the word or the card shows which language it is. */

/** ť, ď and ľ are printed with a stroke like an apostrophe. French and Italian put one after d and l too, so it takes proof. */
const STROKED: Readonly<Record<string, string>> = { t: 'ť', d: 'ď', l: 'ľ', L: 'Ľ' };
const CZECH_OR_SLOVAK = /[čěňřšůžďťľĺŕ]/iu;

/** Between words a dot at half height has room on both sides, which the recogniser leaves out; Catalan joins l·l. */
const MIDDLE_DOT = /(?<=[\p{L}\p{N}]{2})\s?([·•])\s?(?=[&\p{L}\p{N}]{2})/gu;
/** "Ltd" in small letters, and the Italian form of the same. */
const LTD = /(?<!\p{L})Itd(?!\p{L})/gu;
const SRL = /(?<=(?<!\p{L})s\.\s?r\.\s?)I(?!\p{L})/giu;

export function withLetters(text: string): string {
  const spaced = /l·l/i.test(text) ? text : text.replace(MIDDLE_DOT, ' $1 ');
  return spaced
    .replace(LTD, 'ltd')
    .replace(SRL, 'l')
    .replace(/[\p{L}'’]+/gu, (word) =>
      CZECH_OR_SLOVAK.test(word)
        ? word.replace(/([tdlL])['’](?=\p{L})/gu, (signs, letter: string) => STROKED[letter] ?? signs)
        : word,
    );
}

/** Signs whose Chinese and Japanese shapes differ by a stroke: the recogniser learnt mostly from Chinese pages. */
const CHINESE = '經產查濟稅說內每戶步黑溫敎淸靑綠錄緣橫增德郞卽旣强吳娛虛黃悅銳閱脫鄕顏歷曆戾淚带';
const JAPANESE = '経産査済税説内毎戸歩黒温教清青緑録縁横増徳郎即既強呉娯虚黄悦鋭閲脱郷顔歴暦戻涙帯';
const KANA = /[\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}]{2}/u;
const shapes = new Map(Array.from(CHINESE, (sign, index) => [sign, JAPANESE[index] ?? sign]));

/** Texts of one card: where one of them has kana, the card is Japanese, and so are its signs. */
export function inOneScript(texts: readonly string[]): string[] {
  if (!texts.some((text) => KANA.test(text))) return [...texts];
  return texts.map((text) => text.replace(/\p{Script=Han}/gu, (sign) => shapes.get(sign) ?? sign));
}
