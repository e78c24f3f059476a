/** The number as it can be dialled from anywhere, or null: only one that says its country can, without guessing that. */
export function dialable(number: string): string | null {
  const digits = number.replace(/\(0\)/, '').replace(/[\s().\-/\u2010-\u2015]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}
