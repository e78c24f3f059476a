/**
 * Vietnamese words whose vowels lost their marks: the models' alphabet lacks every vowel with two marks and some with one.
 * On a card that is Vietnamese a word is put right where a vowel of it was passed over, or where no Vietnamese word is
 * written as it was read, and then only if one listed word alone fits.
 */
import type { Decoded, Hint } from './ctc.ts';

/** Of names, titles, companies and addresses: the common ones that have a vowel which the alphabet lacks. */
const WORDS = `
Nguyễn Trần Phạm Huỳnh Đặng Đỗ Hồ Trịnh Tạ Lại Kiều Mạc Diệp Lục Triệu Bạch Thạch Khổng Lữ Đậu Phượng Phước Phụng Thị
Hữu Đức Quốc Bảo Ngọc Hồng Mạnh Tuấn Việt Hiếu Hiền Hạnh Hạ Hải Hậu Hảo Huệ Huyền Hợp Thảo Thắm Thắng Thịnh Thọ Thuận
Thủy Thưởng Thiện Thiệu Thế Tiến Tiệp Toản Trọng Trực Trường Trưởng Tuyến Tuyết Tưởng Tấn Tất Tỉnh Vạn Vượng Yến Ẩn Ấn
Bằng Bội Bửu Cẩm Cảnh Chiến Cường Duyệt Dự Diễm Diệu Diện Đạt Đại Điệp Định Giảng Hiệp Hoạt Học Hội Hưởng Hường Khải
Khắc Khởi Kiệt Kỳ Kỹ Lạc Lập Lễ Lệ Liễu Lộc Lợi Luận Lực Lượng Mẫn Mậu Mỹ Nghị Nhị Nhật Nhựt Nhượng Niệm Nữ Phẩm Phổ
Quảng Quản Quỳnh Quyền Quyết Quế Sỹ Sự Tạo Tập Thạnh Thẩm Thiết Thước Tố Tuệ Từ Uyển Vệ Vịnh Vụ Vọng Xuyến đốc thuật
nghệ nghiệp vấn Tổng Chủ tịch trị sản xuất chất hiểm mại dịch Cổ phần đầu dựng triển tiếp kế đối ngoại tế bất địa ốc
sở viện bệnh luật kiến nước điện tử hệ thống mềm giải truyền trợ nguồn cộng mới lớn Nội Nẵng Cần Huế Quận Huyện Phường
Đường Phố Tầng Lầu số Biển Bến Chợ Thủ Giấy Cầu Kiếm lộ thoại chỉ
`;
/** What says that a card is: two of its letters, its dialling code, its domains. */
const VIETNAMESE = /[ơư]|\+\s?84\s?\d|\.vn(?!\p{L})/iu;
const FOREIGN = /[^\p{ASCII}đàáâãèéêìíòóôõùúýăĩũơư\u1ea0-\u1ef9]/iu;
const LACKED = /[\u1ea0-\u1ef9]/u;
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;
/** A syllable that ends so has one of two tones, where marks are printed. */
const STOPPED = /(?:[cpt]|ch)$/iu;
const TONES_OF_STOPPED = /[\u0301\u0323]/u;
const VOWEL = /[aeiouy]/iu;
/** Below what the review takes as read. */
const WORTH_A_LOOK = 0.75;
/** Not in addresses. */
const WORD = /(?<![\p{L}\p{N}.@/-])\p{L}+(?![\p{L}\p{N}@/-]|\.\p{L})/gu;

const byLetters = new Map<string, string[]>();
for (const word of WORDS.trim().toLowerCase().split(/\s+/)) {
  byLetters.set(lettersOf(word), [...(byLetters.get(lettersOf(word)) ?? []), word]);
}

/** The lines of one card. One in which a word was put right is surely worth a look, and says so. */
export function withMarks(lines: readonly Decoded[]): Decoded[] {
  if (!lines.some(({ text }) => VIETNAMESE.test(text))) return [...lines];
  return lines.map((line) => {
    const text = line.text.replace(
      WORD,
      (word, at: number) => marked(word, hintsFor(word, at, line.hints ?? [])) ?? word,
    );
    return text === line.text ? line : { text, confidence: Math.min(line.confidence, WORTH_A_LOOK) };
  });
}

/** Those of a line that are within a word, from its start. */
function hintsFor(word: string, start: number, hints: readonly Hint[]): Hint[] {
  const within = hints.filter(({ at }) => at >= start && at <= start + word.length);
  return within.map(({ at, vowel }) => ({ at: at - start, vowel }));
}

function marked(word: string, hints: readonly Hint[]): string | null {
  const { text, lost } = filled(word, hints);
  const found = lost.length > 0 ? wordFor(text, lost) : null;
  if (found) return inCaseOf(word, found);
  if (isImpossible(word)) return inCaseOf(word, wordFor(word, []) ?? word);
  // Nothing is spoken without a vowel.
  return lost.length === 1 && word.length > 1 && !VOWEL.test(word.normalize('NFD')) && word !== word.toUpperCase()
    ? text
    : null;
}

/** A word with its hints, and where they stand. */
function filled(word: string, hints: readonly Hint[]): { text: string; lost: number[] } {
  const lost = hints.map(({ at }, index) => at + index);
  let text = word;
  for (const [index, { vowel }] of hints.entries()) {
    const at = lost[index] ?? 0;
    text = text.slice(0, at) + vowel + text.slice(at);
  }
  return { text, lost };
}

function isImpossible(word: string): boolean {
  const letters = word.normalize('NFD');
  return FOREIGN.test(word) || (letters !== word && STOPPED.test(word) && !TONES_OF_STOPPED.test(letters));
}

function wordFor(text: string, lost: readonly number[]): string | null {
  const read = text.toLowerCase();
  const fitting = (byLetters.get(lettersOf(read)) ?? []).filter((word) => fits(word, read, lost));
  const closest = fitting.filter((word) => toneless(word) === toneless(read));
  const [only, ...others] = closest.length > 0 ? closest : fitting;
  return only && others.length === 0 ? only : null;
}

/** Letter by letter the same, but for one that the alphabet lacks: the one that was passed over, where it was. */
function fits(word: string, read: string, lost: readonly number[]): boolean {
  return [...word].every((letter, at) =>
    lost.length > 0 && !lost.includes(at) ? letter === read[at] : letter === read[at] || LACKED.test(letter),
  );
}

/** The word's bare letters. */
function lettersOf(word: string): string {
  return [...word].map((letter) => letter.normalize('NFD').charAt(0)).join('');
}

function toneless(word: string): string {
  return word.normalize('NFD').replace(TONES, '').normalize('NFC');
}

function inCaseOf(read: string, word: string): string {
  if (read.length > 1 && read === read.toUpperCase()) return word.toUpperCase();
  return read.charAt(0) === read.charAt(0).toUpperCase() ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
