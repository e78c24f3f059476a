/**
 * What says that a line names an organisation: words for kinds of them in many languages (also words/organisations.txt), ends
 * of compounds, beginnings, and the way firms of partners are written. Without accents.
 */
import { plain } from './spans.ts';
import { ORGANISATION_WORDS } from './vocabulary.ts';
import listed from './words/organisations.txt?raw';

const LISTED = new Set(listed.trim().split('\n'));

/** German, Dutch, the Nordic languages, Finnish and Hungarian; "-erei", "-erij", "-eria", "-erie", "-arnia" are shops of all trades. */
const END = new RegExp(
  '.{3}(?:' +
    'universitat|hochschule|schule|institut|verband|verein|werke?|gesellschaft|klinik|klinikum|praxis|apotheke|kanzlei|ministerium|museum|' +
    'theater|verlag|handlung|stiftung|zentrum|buro|agentur|betrieb|handel|gericht|kammer|amt|technik|anstalt|verwaltung|beratung|studio|' +
    'salon|gruppe|anwalte|arzte|(?:auto|brau|gast|kauf|konzert|kranken|mode|opern|rat|waren)haus|(?:kranken|spar)kasse|' +
    '(?:handels|kredit|landes|national|post|raiffeisen|volks|zentral)bank|' +
    '(?:anlagen|fahrzeug|garten|holz|hoch|innenaus|landschafts|maschinen|metall|orgel|stahl|tief|wohnungs)bau|' +
    'bedrijf|kantoor|bureau|praktijk|school|schap|winkel|groep|fabriek|' +
    'kommune?n?|verk(?:et)?|styrelsen|byran?|firma(?:et)?|departementet|forbund(?:et)?|foreninge?n?|sjukhus|sy[gk]ehus(?:et)?|skola?n?|skolen?|' +
    'stiftelsen?|forlag(?:et)?|tjenesten|institutt(?:et)?|universitetet|selska[bp](?:et)?|museet|' +
    'yliopisto|laitos|liitto|saatio|yhdistys|virasto|ministerio|toimisto|kaupunki|sairaala|asema|keskus|koulu|opisto|pankki|tehdas|yhtiot?|' +
    'egyetem|iroda|intezet|korhaz|hivatal|miniszterium|szovetseg|egyesulet|alapitvany|kovetseg|vallalat|szovetkezet|iskola|szinhaz|' +
    '[ae]rei|erij|eria|erie|arni?a|(?:ar|ur|ir)stv[io]|arstwo)$',
);
const SHORTEST = 8;

export function isOrganisationWord(word: string): boolean {
  const one = word.replace(/(?<=.{4})s$/, '');
  return (
    ORGANISATION_WORDS.has(word) || LISTED.has(one) || LISTED.has(word) || (word.length >= SHORTEST && END.test(word))
  );
}

/** How a name of an organisation begins, where one word alone says something else. */
const BEGINNING =
  /^(?:(?:city|town|county|state|government|office|house|friends|order|port|bank|court|parish|school) of|(?:ville|mairie|ordre|stad|credit) d[eu]|(?:save|doctors|teach|code) (?:the|for)) /;
/** What stands in it, of several words; Vietnamese syllables are written apart. */
const PHRASES = [
  'cong ty|tap doan|dai hoc|hoc vien|benh vien|phong kham|vien nghien cuu|dai su quan|uy ban|van phong|nha thuoc|nha hang',
  'nha xuat ban|nha may|khach san|ngan hang|bao tang|hiep hoi|cua hang|hop tac xa|trung tam|rumah (?:sakit|makan)',
  'mali musavirlik|bed and breakfast|b&b|credit union|think tank',
];
const PHRASE = new RegExp(`(?<!\\p{L})(?:${PHRASES.join('|')})(?!\\p{L})`, 'u');

export function hasOrganisationPhrase(text: string): boolean {
  const folded = plain(text);
  return BEGINNING.test(folded) || PHRASE.test(folded);
}
