/** Built by tools/models: what each column of the recogniser's answer writes; the blank comes first. */
declare module '@models/charset_latin.json' {
  const charset: readonly string[];
  export default charset;
}
