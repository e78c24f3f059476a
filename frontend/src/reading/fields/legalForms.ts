/** Legal forms of companies and societies of some sixty countries, with and without dots: "S.A.", "sp. z o.o.", "Co., Ltd". */

import { plain } from './spans.ts';
import { BEFORE_NAME } from './vocabulary.ts';

/** After the name, letter by letter: a dot, and then a space, may follow each. */
const LETTERS = `inc ltd llc llp lllp lp plc pllc corp cic ulc npc opc pcl
  gmbh ggmbh mbh ag kg kgaa ohg gbr ug se eg og partg mbb gesmbh
  sa sas sasu sarl sarlu sarlau suarl eurl selarl snc scop scic sci scp gie earl gaec asbl aisbl scrl sprl sca
  bv nv bvba vof cv vzw cvba
  oy oyj ab hb kb ry rf aps asa ans ivs hf ehf ohf
  spa srl srls slu sll sau sac saa eirl lda ltda eireli epp
  kft zrt nyrt kkt bt doo dd jdoo dooel ad eood ood sro as spj spzoo uab sia mb ou
  jsc ojsc pjsc cjsc ooo zao oao pao too
  pte pvt pty opc bhd sdn plt tbk tnhh ctcp kk gk
  fze fzco fzc dmcc sagl sgps scpa scs amba fmba ay ky tmi tov mepe shpk kd obrt
  wll sal sae sao saog ksc bsc qsc psc ike epe ltee sti kollsti`
  .trim()
  .split(/\s+/)
  .map((form) => [...form].join(String.raw`(?:\.\s?)?`))
  .join('|');
const WORDS =
  'incorporated|unltd|unlimited|akc\\. spol|spol\\. s ?r\\. ?o|d\\. ?n\\. ?o|s\\. en c|sh\\. ?a|koop|limited|' +
  'corporation|company|private limited|proprietary|joint stock company|public company|co|cia|coop|s\\.? ?coop|' +
  'soc\\. ?coop|kabushiki kaisha|[aikp]/s|s/a|s/s|e\\. ?v|e\\. ?k|e\\. ?u|s\\. ?l|s\\. ?c|c\\. ?b|a\\. ?e|' +
  'v\\. ?o\\. ?s|k\\. ?s|z\\. ?s|o\\. ?p\\. ?s|n\\. ?p|sp\\. ?[jkp]|sp\\.? ?z ?o\\.? ?o|z ?o\\. ?o|fz-llc|inh\\.|' +
  'ek\\. ?for|s\\.? ?a\\.? de c\\.? ?v|s\\.? ?de ?r\\.? ?l|haftungsbeschrankt|unipessoal|sicav|anonim sirketi|' +
  'limited sirketi|co phan|persero|株式会社|有限会社|有限公司';
const PARTNERS =
  '(?:&|und|and|y|e|et|\\+) (?:' +
  'co|cie|sons?|daughters?|bros|brothers|associates|assoc|company|fils|freres|filles|figli|hijos|filhos|sohne|sohn|' +
  'partners?|kollegen|zonen|sonner|asociados|associati|associados|associes|tochter' +
  ')|bros';
const FORM = new RegExp(`(?:^|[\\s,.(&])(?:${LETTERS}|${WORDS}|${PARTNERS})(?=$|[\\s,.)&])`, 'gi');
/** Before the name, in capitals. */
const FIRST = /^(?:PT|CV|UD|OOO|ZAO|OAO|PAO|TOO|UAB|SIA|JSC|LLC|PJSC|SCI|SARL|EURL|GAEC|SCEA)\.?\s\p{L}/u;

/** Forms that are words, names or initials as well where they are not in capitals. */
const IN_CAPITALS = new Set(
  `ab ad ag ans as asa ay bsc bt bv cic cv dd earl eg epe epp fzc gie gk hb hf ike kb kd kg kk ksc ky lp mb mbb nv og ood
  opc ou pao psc qsc rf sa saa sac sae sal sao sas sau sca sci scp scs se sia snc spa tmi too tov uab ug ulc`.split(
    /\s+/,
  ),
);
/** Initials before a family name look like these. */
const SHORT = 3;

export function hasLegalForm(line: string): boolean {
  if (FIRST.test(line)) return true;
  const text = line.replace(BEFORE_NAME, '');
  const capitals = new Set(
    text
      .split(/[^\p{L}\p{N}]+/u)
      .filter((part) => part === part.toUpperCase())
      .map(plain),
  );
  return [...plain(text).matchAll(FORM)].some(({ 0: form, index }) => {
    const letters = form.replace(/[^a-z]/gi, '');
    const dotted = /\.\s?[a-z]/.test(form.trim().replace(/^[.,(]/, ''));
    if (index === 0 && (dotted || letters.length < SHORT)) return false;
    return !IN_CAPITALS.has(letters) || /[./]/.test(form) || capitals.has(letters);
  });
}
