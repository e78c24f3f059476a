/**
 * The contacts of the benchmark, the same for every contender: each follows from its number alone. Names come from lists
 * as real ones do, phones and ids are random, notes are put together from phrases: about 600 bytes of JSON each.
 */
const GIVEN =
  'Ana Björn Chidi Dolores Emre Fatima Giulia Hiroshi Ingrid Jamal Katarzyna Liam Mei Nadia Oluwaseun Priya Quentin Rosa Søren Tomás Uma Viktor Wanjiru Ximena Yusuf Zoë'.split(
    ' ',
  );
const FAMILY =
  'Abe Bergström Castillo Dubois Eze Fischer García Haddad Ivanova Jensen Kowalski Lindqvist Mwangi Nakamura Okafor Petrov Quispe Rossi Schäfer Takahashi Usman Vargas Weber Xu Yılmaz Zieliński'.split(
    ' ',
  );
const FIRM = 'Northwind Blue Heron Granite Lumen Harbour Meridian Copper Juniper Saffron Tidewater'.split(' ');
const TRADE = 'Analytics Logistics Robotics Health Energy Systems Media Foods Materials Finance'.split(' ');
const LEVEL = ['Head of', 'Senior', 'Lead', 'Director of', 'VP', 'Principal', 'Junior', 'Interim'];
const CRAFT = ['Engineering', 'Procurement', 'Product', 'Partnerships', 'Research', 'Data Platforms', 'Field Sales'];
const PHRASES = [
  'met over coffee after the keynote on edge databases',
  'wants to see the paper on offline sync before the end of the month',
  'asked for an introduction to somebody in procurement',
  'is moving to Lisbon in the spring and looks for a flat near the river',
  'runs the local meetup every second Thursday, around forty people',
  'worked with our old supplier and has opinions about their contracts',
  'prefers a call in the morning, never on Fridays',
  'was rather sceptical about the figures on slide twelve',
  'has two vacancies for engineers who know embedded Linux',
  'promised to send the photos from the panel',
];

/** Small seeded generator (mulberry32): a function from nothing to [0, 1). */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function contact(number) {
  const chance = seeded(number * 2654435761);
  const one = (list) => list[Math.floor(chance() * list.length)];
  const digits = (count) => Array.from({ length: count }, () => Math.floor(chance() * 10)).join('');
  const [given, family] = [one(GIVEN), one(FAMILY)];
  const [firm, trade] = [one(FIRM), one(TRADE)];
  const domain = `${firm}-${trade}.example.com`.toLowerCase();
  const notes = Array.from({ length: 3 }, () => one(PHRASES));
  return {
    name: `${given} ${family}`,
    given,
    family,
    organization: `${firm} ${trade} ${digits(2)}`,
    title: `${one(LEVEL)} ${one(CRAFT)}`,
    emails: [
      { value: `${given}.${family}${digits(3)}@${domain}`.toLowerCase(), label: 'work' },
      { value: `${given}${digits(5)}@mail.example.net`.toLowerCase(), label: 'home' },
    ],
    phones: [{ value: `+49${digits(10)}`, label: 'mobile' }],
    common_ground: `No. ${number}: ${notes.join('; ')}.`,
  };
}

/** The id of a contact in the form that the app gives its own: time first, then random bits. */
export function idOf(number) {
  const chance = seeded(number * 2246822519 + 7);
  const hex = (value, length) => value.toString(16).padStart(length, '0');
  const bits = Array.from({ length: 5 }, () => hex(Math.floor(chance() * 65536), 4));
  const time = hex(1_790_000_000_000 + number * 40_000, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${bits[0].slice(1)}-8${bits[1].slice(1)}-${bits[2]}${bits[3]}${bits[4]}`;
}

export function numbers(first, count) {
  return Array.from({ length: count }, (_, at) => first + at);
}
