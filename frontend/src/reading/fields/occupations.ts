/**
 * Words by which a line is known for a job title, without accents: our own list, from how titles on cards are built, and
 * what carries a title in the lists of Faker (tools/words) in German, English, Spanish, French, Portuguese, Romanian,
 * Polish, Czech, Slovak, Croatian, Bosnian, Danish, Finnish, Hungarian and Turkish.
 */
import { plain, wordsOf } from './spans.ts';
import { ALONE, PHRASE } from './titleWords.ts';
import { ADDRESS_WORDS, DEPARTMENT_WORDS, ORGANISATION_WORDS, SENTENCE_WORDS } from './vocabulary.ts';
import ours from './words/our_titles.txt?raw';
import ends from './words/title_ends.txt?raw';
import titles from './words/titles.txt?raw';

const list = (text: string) => new Set(text.trim().split(/\s+/));

/** A line with one of these is nearly always a title. */
const STRONG = list(`
  accountant administrator advisor adviser agent ambassador analyst apprentice architect archivist artist assistant
  associate attorney auditor author baker banker barista barrister biologist biochemist bookkeeper broker builder buyer
  candidate captain carpenter cashier ceo cfo cio ciso cmo coo cpo cro cto cso cdo chairman chairperson chairwoman chef
  chemist chief clerk coach cofounder colonel columnist commissioner comptroller concierge consul consultant contractor
  controller coordinator copywriter counsel counsellor counselor creator curator dean dentist deputy designer detective
  developer devops dietitian diplomat director directress dispatcher doctor driver economist editor educator electrician
  engineer entrepreneur epidemiologist evangelist evp examiner executive expert facilitator farmer fellow florist
  founder founders freelancer gardener geologist gp geophysicist governor guide hairdresser handyman hydrologist
  illustrator inspector instructor interpreter investigator investor janitor jeweller jeweler journalist judge lawyer
  lead leader lecturer librarian lieutenant linguist major maker manager marketer mathematician mayor mechanic mentor
  merchandiser meteorologist midwife minister musician negotiator notary novelist nurse nutritionist officer operator
  optician optometrist organiser organizer owner painter paralegal paramedic pastor pathologist pharmacist
  photographer physician physicist physiotherapist pilot planner plumber podcaster postdoc president presidente
  principal producer professor programmer promoter prop proprietor prosecutor psychiatrist psychologist psychotherapist
  publicist publisher radiologist realtor receptionist recruiter registrar reporter representative researcher
  salesman salesperson salesforce scholar scientist secretary senator sergeant server sommelier specialist
  statistician stylist superintendent supervisor surgeon surveyor svp teacher technician technologist technolog
  therapist trader trainee trainer translator treasurer tutor undersecretary underwriter undertaker veterinarian
  videographer vp avp writer intern student strategist storyteller hostess waiter gm md prof postdoctoral
  directeur directrice dirigeant dirigeante gerant gerante responsable chargee charge conseiller conseillere ingenieur
  ingenieure avocat avocate comptable delegue deleguee adjoint adjointe fondateur fondatrice cofondateur cofondatrice
  associee presidente enseignant enseignante professeur professeure chercheur chercheuse docteur medecin
  infirmier infirmiere formateur formatrice commerciale technicien technicienne vendeur vendeuse redacteur
  redactrice traducteur traductrice traductrice concepteur conceptrice graphiste architecte juriste notaire huissier
  pharmacien pharmacienne secretaire assistante pdg dg drh daf coordinateur coordinatrice coordonnateur coordonnatrice
  chef cheffe developpeur developpeuse consultante animateur animatrice gestionnaire maire depute ministre
  geschaftsfuhrer geschaftsfuhrerin geschaftsleiter geschaftsleiterin geschaftsleitung geschaftsfuhrung leiter leiterin abteilungsleiter abteilungsleiterin
  inhaber inhaberin berater beraterin anwalt anwaltin rechtsanwalt rechtsanwaltin steuerberater steuerberaterin arzt
  arztin vorstand vorsitzender vorsitzende prokurist prokuristin sachbearbeiter sachbearbeiterin mitarbeiter
  mitarbeiterin ingenieur ingenieurin entwickler entwicklerin referent referentin dozent dozentin professorin
  architektin kauffrau kaufmann meister techniker technikerin verkaufer verkauferin vertrieb betriebsleiter
  projektleiter projektleiterin produktmanager grunder grunderin mitgrunder geschaftsinhaber beauftragter beauftragte
  sekretarin assistentin redakteur redakteurin fotograf fotografin ubersetzer ubersetzerin lehrer lehrerin partnerin
  director directora gerente ingeniero ingeniera abogado abogada asesor asesora consultor consultora jefe jefa
  coordinador coordinadora presidenta vicepresidente socio socia fundador fundadora profesor profesora medico medica
  arquitecto arquitecta contador contadora administrador administradora encargado encargada ejecutivo ejecutiva
  tecnico tecnica vendedor vendedora investigador investigadora disenador disenadora desarrollador desarrolladora
  analista secretaria propietario subdirector subdirectora responsable catedratico catedratica licenciado licenciada
  diretor diretora engenheiro engenheira advogado advogada gestor gestora coordenador coordenadora chefe gerente
  sócio fundadora administradora professora pesquisador pesquisadora contabilista vendedora desenvolvedor
  direttore direttrice responsabile amministratore amministratrice consulente ingegnere avvocato avvocata socio
  titolare fondatore fondatrice presidente professore professoressa ricercatore ricercatrice architetto commercialista
  addetto addetta impiegato coordinatore coordinatrice segretario segretaria geometra medico dottore dottoressa delegato
  directeur eigenaar adviseur adviseuse hoofd medewerker medewerkster bestuurder zaakvoerder vennoot oprichter advocaat
  ontwikkelaar onderzoeker hoogleraar docent verkoper projectleider teamleider teammanager accountmanager boekhouder
  inkoper makelaar beleidsmedewerker stagiair ondernemer
  chef vd verkstallande direktor direktorer radgivare konsult ingenjor saljare utvecklare projektledare grundare
  delagare lektor larare lakare sjukskoterska forskare handlaggare ekonom jurist revisor
  direktoer adm daglig leder radgiver konsulent ingenior saelger saljer udvikler utvikler forsker overlege laege lege
  laerer grunnlegger grundlaegger indehaver avdelingsleder afdelingsleder prosjektleder projektleder seniorradgiver
  toimitusjohtaja johtaja paallikko asiantuntija insinoori myyntijohtaja tutkija professori opettaja laakari
  asiakaspaallikko kehittaja suunnittelija perustaja
  dyrektor prezes kierownik specjalista inzynier doradca wlasciciel menedzer menadzer adwokat radca dyrektorka
  wiceprezes zastepca analityk projektant ksiegowa ksiegowy lekarz profesor adiunkt konsultantka przedstawiciel
  reditel reditelka jednatel jednatelka vedouci manazer manazerka inzenyr poradce obchodni zastupce ucitel lekar
  riaditel konatel veduci igazgato ugyvezeto vezeto mernok tanacsado ugyved orvos tanar elnok munkatars fejleszto
  mudur muduru yoneticisi yonetici uzmani uzman muhendis muhendisi danisman danismani baskan baskani koordinatoru
  sorumlusu temsilcisi ortak kurucu avukat doktor ogretim mimar
  manager directorul inginer consilier avocat sef administrator
  direktur manajer kepala pengurus ketua staf
`);

/** Words that make a title in company: "senior", "head of"; alone they prove little. */
const WEAK = list(`
  head senior junior chief vice assistant general managing executive sales regional national global co deputy acting interim
  partner member staff team technical founding visiting adjunct honorary emeritus chair board trustee sr jr snr
  independent certified registered licensed chartered group area district key account business development operations
  marketing product project programme program human resources finance financial commercial export import purchasing
  procurement quality production engineering research innovation strategy strategic communications media legal
  relations design customer success support service services technology information security data software
  commercial administratif financier marketing projets projet generale delegue generales ventes achats qualite
  leitung vertrieb einkauf produktion general ventas compras comercial vendas vendite acquisti
`);

/** Further ones, sorted; words/titles.txt has those that Faker lists too. */
const OURS = list(ours);

const OTHER = [ORGANISATION_WORDS, DEPARTMENT_WORDS, ADDRESS_WORDS, SENTENCE_WORDS];
/** What else a card says in the same words is no title by them alone. */
const LISTED = new Set(
  titles
    .trim()
    .split('\n')
    .filter((word) => !ALONE.has(word) && !OTHER.some((words) => words.has(word))),
);
const LISTED_END = new RegExp(`.{3}(?:${ends.trim().replaceAll('\n', '|')})$`);
const COMPOUND =
  /(?:leiter|fuhrer|berater|ingenieur|manager|entwickler|referent|meister|anwalt|direktor|chef|ledare|leder|radgiver|radgivare|konsult|konsulent|sjef|paallikko|johtaja|asiantuntija|medewerker|utvecklare|fejleszto|adviseur|directeur|leider|mester|ansvarig|ologist|ographer|otherapist|maker|keeper|worker|person|master)$/;

/** What departments do, and for whom: nobody's title. */
const FOR_PEOPLE =
  /(?<!\p{L})(?:investor|customer|client|member|partner|student|patient|guest|employee|supplier|farmer|alumn[ai]|public|media)s? (?:relations|services?|support|care|affairs|training|liaison)(?!\p{L})/giu;

/** How languages make a woman's title of a man's, backwards; lists need only the one. */
const FEMININE: readonly (readonly [RegExp, string])[] = [
  [/(?<=[cdgst]or)a$/, ''],
  [/(?<=er)a$/, 'o'],
  [/(?<=log|graf)a$/, 'o'],
  [/trice$/, 'teur'],
  [/trice$/, 'tore'],
  [/(?<=e)use$/, 'ur'],
  [/(?<=ie)re$/, 'r'],
  [/(?<=ie)nne$/, 'n'],
  [/(?<=.{6})in$/, ''],
  [/(?<=.{5}[^aeiou])ka$/, ''],
];

/** 0 for no title, 1 or more for one with a word that says so, a little less where only the longer list knows it. */
export function titleness(text: string): number {
  const words = wordsOf(text.replace(FOR_PEOPLE, ''));
  let strong = 0;
  let listed = 0;
  let weak = 0;
  for (const word of words) {
    if (isSure(word)) strong++;
    else if (isListed(word)) listed++;
    else if (WEAK.has(word)) weak++;
  }
  if (PHRASE.test(plain(text)) || (words.length > 0 && words.every((word) => ALONE.has(word)))) strong++;
  if (strong > 0) return 1 + Math.min(1, 0.25 * (strong - 1 + listed + weak));
  return listed > 0 ? 0.9 : Math.min(0.8, 0.3 * weak);
}

/** "Sales", "global": words of titles, and of departments, that say little alone. */
export function isMatter(word: string): boolean {
  return WEAK.has(word);
}

export function isOccupation(word: string): boolean {
  return isSure(word) || isListed(word);
}

function isSure(word: string): boolean {
  return forms(word).some((form) => STRONG.has(form) || OURS.has(form) || (form.length > 7 && COMPOUND.test(form)));
}

function isListed(word: string): boolean {
  return forms(word).some((form) => LISTED.has(form) || (form.length > 7 && LISTED_END.test(form)));
}

/** The word, and what it would be of a man. */
function forms(word: string): string[] {
  return [word, ...FEMININE.filter(([end]) => end.test(word)).map(([end, of]) => word.replace(end, of))];
}
