/** Words that tell what a line is: organisation, department, address, degree, particle of a name. Without accents. */

const set = (text: string) => new Set(text.trim().split(/\s+/));

export const ORGANISATION_WORDS = set(`
  academy accountants administration advertising advisors advocates aerospace affairs agence agencia agencies agency
  agentur agro air airlines airport airways alliance ambassade apparel appliances architects arts asociacion
  associates association associazione assurance assurances attorneys authority automation automobiles automotive
  autos bakers bakery banca banco bank banque bar barbers biotech boutique brewery broadcasting brothers builders
  bureau cafe capital care carpets caterers catering center centre centro ceramics chamber chambre chemicals
  chiropractic church cie cleaning clinic clinique clothing club coaching coatings collective college commission
  committee communications community companies company computers comune concept concrete conseil construction
  constructions consult consultancy consultants consulting contractors cooperation cooperative cosmetics council
  creations credit dental dentistry design designers designs developers development diagnostics digital distillery
  distribution distributors drones dynamics ecole editions education electric electricals electronics embassy
  emporium energie energy engineering engineers enterprise enterprises entertainment environmental equipment escuela
  establishment estate europe events exchange exim exporters exports fabrics fabrik fachhochschule faculty farm
  farms fashion fasteners federation fertilisers festival films finance financial firm fitness flooring florists
  fondation fonds foods footwear forum foundation foundry franchise freight fundacion furnishings furniture gallery
  games garage garden garments gesellschaft gilde glass global graphics grill group groupe grupo gruppe gruppo
  handel hardware haus health healthcare heating heritage hochschule holding holdings home homes hospital
  hospitality hotel hotels house hub impex imports industrial industrie industries informatique infosystems infotech
  infra infrastructure initiative initiatives innovation innovations institut institute institution instituto
  instituut instruments insurance interiors international investment investments investors isp jewellers jewellery
  jewelry joinery kanton kitchen kliniek klinik lab labels labo laboratoire laboratories laboratory labs landscaping
  laundry law league library lighting linens logistics machinery machines maison management manufacturing marine
  market marketing mart masonry materials mechanics media medical medicals metal metals mills mining ministere
  ministerio ministerium ministero ministry mission mobility mortgage motors musee museum nations network networks
  news ngo nurseries nursery nutrition observatory office opticians optics orchards organics organisation
  organization orthodontics overseas packaging packers painting palace papers parlament parliament partners
  partnership petrochemicals petroleum pharma pharmaceuticals pharmacy photographers photography physiotherapy
  pictures plastics platform plumbing polymers polytechnic polytechnique pools poultry power practice press print
  printers printing prints production productions products project projects properties property publications
  publishers publishing pumps radio rail railways realtors realty records recruitment refrigeration region removals
  renewables rentals repairs republic republique research resort resources restaurant retail robotics roofing rubber
  sales salon sanitary sawmill school schools schule science sciences seafoods security seeds semiconductor service
  services shipping shop signs sisters societe society software solar solicitors solution solutions spa sports
  staffing station steel steels stiftung store stores studies studio studios supplies supply surveyors sweets system
  systems tailors tea team tech technics technik technologies technology telecom telecommunications textile textiles
  theater theatre tiles timber tools tourism tours towers toys traders trading training translations transport
  transporters transports travel travels trust tyres union united universidad universidade universita universitat
  universite universiteit university uniwersytet upholstery valves ventures verband verein verlag versicherung
  veterinary video village water wealth werke wholesale wines wireless wood works workshop yachts
  zentrum
`);

export const DEPARTMENT_WORDS = set(`
  abteilung afdeling area branch bureau departement departamento department dept dipartimento direction direccion
  div division faculty fachbereich fakultat laboratory office programme program section sector sektion service
  subdivision team unit unite wydzial group
`);

export const ADDRESS_WORDS = set(`
  allee angle apartment appt apt area av ave avenida avenue bairro bd bldg block blvd boulevard box br building bulevar
  c/ calle camp campus carrera cad caddesi case cedex cd chaussee chemin chome chowk circle city close colonia colony
  complex corner corso cours court crescent crossroads cross cp dist district dr drive edificio estate etage fl flat floor
  fraccionamiento gasse gata gatan ground gtr gali hauptstrasse highway hwy house immeuble impasse industrial jalan jl
  jln ku laan landmark lane level lot lotissement mah mahalle mall marg market nagar near opp opposite park parkway passage
  path phase piazza pincode pk pkwy place platz plaza plot po postal postfach praca province puri quai quarter quartier
  rd res residence ring road room route rua rue sector shed shopping sok sokak square st state str strada straat
  strasse street suite tce terrace tour tower towers town ul ulica unit via viale vicolo view village villa walk ward
  way weg wharf wing zac zi zone ste pob bp parc mill mills no
`);

const DEGREES = [
  'ph\\.?\\s?d',
  'm\\.?b\\.?a',
  'emba',
  'm\\.?d',
  'd\\.?d\\.?s',
  'd\\.?m\\.?d',
  'j\\.?d',
  'll\\.?[mb]',
  'm\\.?sc?',
  'b\\.?sc?',
  'm\\.?a',
  'b\\.?a',
  'b\\.?eng',
  'm\\.?eng',
  'b\\.?tech',
  'm\\.?tech',
  'c\\.?p\\.?a',
  'c\\.?f\\.?a',
  'c\\.?a',
  'acca',
  'acma',
  'fcca',
  'cissp',
  'pmp',
  'p\\.?e',
  'p\\.?eng',
  'esq',
  'r\\.?n',
  'aia',
  'leed ap',
  'riba',
  'frics',
  'mrics',
  'fcma',
  'obe',
  'mbe',
  'cbe',
  'dphil',
  'dba',
  'edd',
  'cfp',
  'clu',
  'lic\\.?\\s?\\p{L}+\\.?',
  'dipl\\.?[\\p{L}.\\s-]*',
  'mag\\.?',
  'ing\\.?',
  'jr',
  'sr',
  'iii?',
  'iv',
].join('|');
/** What follows a name: degrees and memberships. */
export const AFTER_NAME = new RegExp(`(?:[\\s,]+(?:\\(?(?:${DEGREES})\\)?)\\.?)+$`, 'iu');
export const BEFORE_NAME =
  /^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|ing|ir|dipl|mag|herr|frau|hr|fr|sr|sra|srta|don|dona|dott|dott\.ssa|avv|arch|rev|hon|sir|dame|capt|col|lt|gen|eng|engr|er|adv|ca|cs|shri|smt|prop|mme|mlle|maitre|me|m|lic|phdr|mudr|judr|mgr|bc|doc|h\.e|pr)(?:\.(?:-?ing\.?)?\s*|\s+))+(?=\p{Lu})/iu;

export const PARTICLES = set(
  'de del della der den des di do dos da das du la le las los lo van von vom zu zur zum ter ten te und y e i el al bin binti ibn abu ben bint af av st san santa mc mac o d l',
);

/** Small words of sentences and slogans, which no name or organisation is mostly made of. */
export const SENTENCE_WORDS = set(
  'we you your our us is are be was the for with from to in on at by it its that this all every since your nous vous votre notre pour avec dans wir ihr ihre fur mit und der die das nuestro su para con nossa',
);
