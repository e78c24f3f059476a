/** Built by tools/models: what each column of the recogniser's answer writes; the blank comes first. */
declare module '@models/charset_latin.json' {
  const charset: readonly string[];
  export default charset;
}

/** Built by tools/models: size and hash of each file, by its name there. */
declare module '@models/hashes.json' {
  const hashes: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  export default hashes;
}

/** The same of the head for Devanagari. */
declare module '@models/devanagari_charset.json' {
  const charset: readonly string[];
  export default charset;
}
