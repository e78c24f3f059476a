/** Of titles, what one word does not tell: words that are a title only alone, and those of several words. Without accents. */

/** A title where the line says nothing else: ordinary words, or family names as common as the trade. */
export const ALONE = new Set(
  `acs architect artist backer bakker barbero barman bauer berger bishop bonde boucher boulanger butcher butler chandler charpentier
  chevalier cook cooper deacon fisher forester forster gardener gartner glaser glazier guru hakim handler herrero hunter jager
  kock koch kok kovac kovacs kowal kramer lakatos macon marchand marechal maurer mercier merchant metzger miller
  molinero molnar monk mulder page parson pastor porter potter retired richter sarto sastre schmied schneider schrijver
  self-employed shepherd singer smed smid smith steward student szabo takacs tesar timmerman tischler turner vali vocal
  wagner weaver weber wirt zimmermann`.split(/\s+/),
);

/**
 * Titles of several words. In Vietnamese each syllable is written apart, and means many things alone; a "head of" or a
 * "member of the" says more than the noun that follows.
 */
const SEVERAL = [
  /in[- ]chief|head(?: of|,)|[a-z]+ head$|chief of staff|of counsel|point of contact|in residence/,
  /members? of(?!.*\bgroup\b)|(?:board|council|committee|faculty|crew|team|executive) member|notary public|focal point|co-?op/,
  /business development|wing commander|squadron leader|sage[- ]femme|premier conseiller|point focal|membre d[ue]|metteu(?:r|se) en scene/,
  /maitre d[e']|capo (?:area|cantiere|ufficio|reparto|servizio|progetto|settore)|legale rappresentante|miembro del|membro d[aeo]/,
  /cap d[e']|leitung|stellv|wiss|akademischer (?:ober)?rat|mitglied (?:der|des|im)|lid van|medlem a[vf]|clen (?:predstavenstva|rady)/,
  /(?:tong |pho (?:tong )?)?giam doc|truong (?:phong|nhom|ban|bo phan|khoa)|pho (?:phong|ban|khoa)|nhan vien|ke toan|ky su|kien truc su/,
  /luat su|bac si|nha si|y ta|y si|duoc si|dieu duong|giang vien|giao vien|giao su|tien si|thac si|nghien cuu (?:sinh|vien)|hieu (?:truong|pho)/,
  /chu (?:tich|nhiem|cua hang|doanh nghiep|dau tu)|dai su|lanh su|thu ky|tro ly|chuyen (?:vien|gia)|tu van vien|co van|cong chung vien/,
  /(?:ky thuat|lap trinh|bien tap|bien dich|phong|thanh|huong dan|dieu phoi|dien|sinh|kiem toan) vien|nhiep anh gia|nha (?:bao|thiet ke|sang lap)/,
  /dong sang lap|hoa si|ca si|nhac si|dau bep|bep truong|phien dich|moi gioi|quan ly|dai dien|bi thu|tong bien tap|thu quy/,
];
export const PHRASE = new RegExp(`(?<!\\p{L})(?:${SEVERAL.map(({ source }) => source).join('|')})(?!\\p{L})`, 'u');
