import { describe, expect, test } from 'vitest';
import { card, column, first, SHAPE, values } from '../testing/card.ts';
import { fieldsOf } from './fields.ts';

describe('a plain card', () => {
  const lines = column(
    ['Sample Works Ltd.', 30],
    ['Ada Example', 34],
    'Head of Trials',
    'Phone +44 20 7946 0958',
    'Mobile +44 7700 900123',
    'Fax: +44 20 7946 0959',
    'ada.example@sampleworks.co.uk',
    'www.sampleworks.co.uk',
    '12 Trial Street, London SW1A 2AA',
  );

  test('gives each field its line', () => {
    expect(first(lines, 'name')).toBe('Ada Example');
    expect(first(lines, 'title')).toBe('Head of Trials');
    expect(first(lines, 'organization')).toBe('Sample Works Ltd.');
    expect(values(lines, 'email')).toEqual(['ada.example@sampleworks.co.uk']);
    expect(values(lines, 'url')).toEqual(['www.sampleworks.co.uk']);
    expect(values(lines, 'phone')).toEqual([
      '+44 20 7946 0958 (office)',
      '+44 7700 900123 (mobile)',
      '+44 20 7946 0959 (fax)',
    ]);
    expect(first(lines, 'address')).toBe('12 Trial Street, London SW1A 2AA');
  });

  test('and every field says where it stood and how sure it is, in whole numbers', () => {
    for (const { box, confidence, source } of fieldsOf({ lines, code: null, shape: SHAPE })) {
      expect(source).toBe('read');
      expect(box?.every(Number.isInteger)).toBe(true);
      expect(Number.isInteger(confidence) && confidence > 0 && confidence <= 100).toBe(true);
    }
  });
});

test('what a code says comes first, and what was read is not said twice', () => {
  const lines = column(['Ada Example', 34], 'Head of Trials', 'ada@sample.org', '+1 202 555 0143');
  const code = 'MECARD:N:Example,Ada;EMAIL:ADA@sample.org;TEL:202-555-0143;;';
  expect(values(lines, 'name', code)).toEqual(['Ada Example']);
  expect(values(lines, 'email', code)).toEqual(['ADA@sample.org']);
  expect(values(lines, 'phone', code)).toHaveLength(1);
  expect(values(lines, 'title', code)).toEqual(['Head of Trials']);
});

describe('names', () => {
  test.each([
    [
      'the mailbox tells which of two lines is the person',
      ['Maple Harbour', 'Robin Sample', 'rsample@mapleharbour.com'],
      'Robin Sample',
    ],
    [
      'honours before and degrees after are not part of it',
      ['Prof. Dr. Eva Muster, MBA', 'Lehrstuhl', 'muster@uni.example.de'],
      'Eva Muster',
    ],
    ['particles stay', ['Jan van der Probe', 'Adviseur', 'j.vanderprobe@voorbeeld.nl'], 'Jan van der Probe'],
    [
      'capitals and a double name stay',
      ['MARÍA-JOSÉ EJEMPLO PRUEBA', 'Gerente', 'mjejemplo@prueba.es'],
      'MARÍA-JOSÉ EJEMPLO PRUEBA',
    ],
    [
      'a title on the same line is cut off',
      ['Robin Sample, Owner', 'Sample Tools', 'robin@sampletools.com'],
      'Robin Sample',
    ],
    [
      'a small l that begins one of its words is a capital I',
      ['Mila lmagined', 'Analyst', 'mila.imagined@quaxon.io'],
      'Mila Imagined',
    ],
  ])('%s', (_, texts, name) => {
    expect(first(column(...texts), 'name')).toBe(name);
  });

  test('a name on two lines is one', () => {
    const lines = card(
      ['ADA', 60, 100, 40],
      ['EXAMPLE', 60, 146, 40],
      ['Designer', 60, 220],
      ['a.example@trial.net', 60, 300],
    );
    expect(first(lines, 'name')).toBe('ADA EXAMPLE');
  });

  test('a trade is a family name behind a given name', () => {
    const lines = column('Sarah Carpenter', 'Analyst', 'Quaxon Ltd', '+44 20 7946 0958');
    expect(first(lines, 'name')).toBe('Sarah Carpenter');
  });

  test('a title above counts as one below does', () => {
    const lines = column('Tècnica de proves', 'Wimke Vrasket', 'Quillmoor Ltd', '+34 91 555 84 87');
    expect(first(lines, 'name')).toBe('Wimke Vrasket');
  });

  test('a badge without a mailbox names its person in the largest type, particles or not', () => {
    const badge = (name: string) => column([name, 30], 'Trial Lead', ['Quaxon Probers', 30], 'Web quaxon-probers.com');
    expect(first(badge('QUILLON VRASKET'), 'name')).toBe('QUILLON VRASKET');
    expect(first(badge('Wimke van der Vrasket'), 'name')).toBe('Wimke van der Vrasket');
    expect(first(badge('Wimke van der Vrasket'), 'organization')).toBe('Quaxon Probers');
  });

  test('a card without a person names none', () => {
    expect(
      values(column(['Sample Works GmbH', 34], 'Licht und Ton', 'info@sampleworks.de', '+49 30 901820'), 'name'),
    ).toEqual([]);
  });
});

describe('titles', () => {
  test.each([
    'Directrice commerciale',
    'Geschäftsführerin',
    'Projektleiter Vertrieb',
    'Ingeniero de software',
    'Diretora de marketing',
    'Responsabile acquisti',
    'Verkställande direktör',
    'Dyrektor handlowy',
    'Obchodní ředitel',
    'Satış Müdürü',
    'Toimitusjohtaja',
    'Accountmanager',
    'Systemutvecklare',
    'Szoftverfejlesztő',
    'Addetta Stampa',
    'Geschäftsleitung',
  ])('%s is one', (title) => {
    expect(first(column(['Kim Sample', 34], title, 'kim@sample.org'), 'title')).toBe(title);
  });

  // Below the name any plain line may be one; above it, its words must say so.
  test.each([
    'Odontóloga',
    'Ergotherapeutin',
    'Wethouder',
    'Sjukgymnast och naprapat',
    'Yazılım danışmanı',
    'Kỹ sư',
    'Capo ufficio stampa',
    'Dekanin',
    'Advokátka',
    'Attrice',
  ])('%s above the name is one', (title) => {
    expect(first(column(title, ['Kim Sample', 34], '+44 20 7946 0958'), 'title')).toBe(title);
  });

  test.each(['Trường Đại học Thông', 'Familie Koch', 'Constructora Roldán', 'Galerie Valmont'])(
    '%s is none',
    (text) => {
      expect(values(column(text, ['Kim Sample', 34], '+44 20 7946 0958'), 'title')).toEqual([]);
    },
  );

  test('a company of a group is no title', () => {
    const lines = column(['Kim Sample', 34], 'Analyst', 'kim@sample.org', 'Member of the Trial Group');
    expect(first(lines, 'title')).toBe('Analyst');
  });

  test('what a department does for people is nobody', () => {
    const lines = column(['Kim Sample', 34], 'Gerente', 'Investor Relations', 'kim@sample.org');
    expect(values(lines, 'title')).toEqual(['Gerente']);
  });

  test.each([
    ['Joint Secretary to', 'the Government'],
    ['Commissaire aux', 'comptes'],
    ['Facharzt für', 'Innere Medizin'],
  ])('%s / %s is one title', (upper, lower) => {
    expect(first(column(upper, lower, ['Kim Sample', 34], '+44 20 7946 0958'), 'title')).toBe(`${upper} ${lower}`);
  });

  test('a title that runs over two lines is joined', () => {
    expect(first(column(['Kim Sample', 34], 'Director of', 'Field Trials', 'kim@sample.org'), 'title')).toBe(
      'Director of Field Trials',
    );
  });

  test('what stands before a name as its trade is a title', () => {
    expect(first(column('Prop. Kim Sample', 'Sample Stores', '+91 98100 00000'), 'title')).toBe('Prop.');
  });
});

describe('organisations', () => {
  test('a line with a legal form, whatever its place', () => {
    const lines = column(
      ['Kim Sample', 34],
      'Analyst',
      'kim.sample@web.de',
      'Beispiel & Söhne GmbH & Co. KG',
      'Hauptstraße 1, 10115 Berlin',
    );
    expect(first(lines, 'organization')).toBe('Beispiel & Söhne GmbH & Co. KG');
  });

  test.each([
    'Politechnika Jodłowska',
    'Bakkerij Krul',
    'Gelateria Quaxon',
    'Talleres Quaxon',
    'Metsäntutkimuslaitos Pohjola',
    'Landesamt für Geologie',
    'Rumah Sakit Cemara',
    'Bệnh viện Thông',
    'City of Larksfield',
    'Quaxon OÜ',
    'Quaxon A.Ş.',
    'Quaxon S. de R.L. de C.V.',
    'Quaxon d.o.o.',
    'PT Quaxon Abadi',
    'Quaxon & Töchter',
  ])('%s is one by its words', (text) => {
    expect(first(column(['Kim Sample', 34], 'Analyst', 'Anything', text, '+44 20 7946 0958'), 'organization')).toBe(
      text,
    );
  });

  test.each([
    ['Stichting', 'Waterkant'],
    ['Embajada de', 'Chile'],
    ['Tools', '& Trials'],
  ])('%s / %s are the lines of one logo', (upper, lower) => {
    const lines = column([upper, 30], [lower, 30], 'Anything Goes', ['Kim Sample', 34], 'Analyst', '+44 20 7946 0958');
    expect(first(lines, 'organization')).toBe(`${upper} ${lower}`);
  });

  test('small words between are no sentence where it is an institute for something', () => {
    const lines = column(['Kim Sample', 34], 'Analyst', '+44 20 7946 0958', 'Institut für Proben');
    expect(first(lines, 'organization')).toBe('Institut für Proben');
  });

  test('a name that no word gives away is what is left, in the largest type', () => {
    const lines = column(
      ['Kim Sample', 34],
      'Analyst',
      '+44 20 7946 0958',
      'Feel at home',
      ['Quillmoor', 30],
      'Trials',
    );
    expect(first(lines, 'organization')).toBe('Quillmoor');
  });

  test('a part of a company is a poorer guess than a company', () => {
    const lines = column(
      ['Kim Sample', 34],
      'Analyst',
      'Global Supply Services',
      '+44 20 7946 0958',
      'Quillmoor Hotel',
    );
    expect(first(lines, 'organization')).toBe('Quillmoor Hotel');
  });

  test('initials before a family name are no legal form', () => {
    expect(first(column('S.A. Sample', 'Analyst', '+44 20 7946 0958'), 'name')).toBe('S.A. Sample');
    expect(first(column('Dr. K.K. Sample', 'Analyst', '+44 20 7946 0958'), 'name')).toBe('K.K. Sample');
  });

  test('the logo whose letters are the domain', () => {
    const lines = column(['quaxon', 50], ['Kim Sample', 30], 'Analyst', 'kim.sample@quaxon.io');
    expect(first(lines, 'organization')).toBe('quaxon');
  });

  test('the name whose initials are the domain', () => {
    const lines = column('Kim Sample', 'Analyst', 'Bureau of Made Up Samples', 'Second Floor', 'kim.sample@bmus.org');
    expect(first(lines, 'organization')).toBe('Bureau of Made Up Samples');
  });

  test('candidates are offered best first, at most three', () => {
    const lines = column(
      ['quaxon', 50],
      ['Kim Sample', 30],
      'Analyst',
      'Quaxon Research Ltd.',
      'Trial Institute',
      'Sample Group',
      'kim@quaxon.io',
    );
    const offered = values(lines, 'organization');
    expect(offered).toHaveLength(3);
    expect(offered.slice(0, 2).sort()).toEqual(['Quaxon Research Ltd.', 'quaxon']);
  });
});

describe('addresses of mail and web', () => {
  test.each([
    [
      'a label glued to the mailbox goes, if the rest is on the card',
      ['Kim Sample', 'Emailkim.sample@quaxon.io'],
      'kim.sample@quaxon.io',
    ],
    ['a mailbox that merely begins like a label stays', ['Kim Sample', 'mailroom@quaxon.io'], 'mailroom@quaxon.io'],
    [
      'a letter like a label stays where it is the first of a name',
      ['Étienne Sample', 'esample@quaxon.io'],
      'esample@quaxon.io',
    ],
    ['a Chinese label goes with its dot', ['邮箱.kim@quaxon.io'], 'kim@quaxon.io'],
    ['spaces around the signs go', ['Kim Sample', 'kim @quaxon. co. uk'], 'kim@quaxon.co.uk'],
    ['the next address glued to the end goes', ['Kim Sample', 'kim@quaxon.comwww.quaxon.com'], 'kim@quaxon.com'],
    ['a sign misread is repaired for a host on the card', ['www.quaxon.io', 'kim©quaxon.io'], 'kim@quaxon.io'],
    [
      'a sign misread is repaired for a host that everyone uses',
      ['Kim Sample', 'kim.sampleQgmail.com'],
      'kim.sample@gmail.com',
    ],
    ['a sign that looks like a g, too', ['Web.www.quaxon.io', 'kimgquaxon.io'], 'kim@quaxon.io'],
    ['accents are none in an address', ['Kim Sample', 'kim@café-muster.fr'], 'kim@cafe-muster.fr'],
  ])('%s', (_, texts, email) => {
    expect(values(column(...texts), 'email')).toEqual([email]);
  });

  test('no address is made up from words', () => {
    const lines = column('Sample Co.,Ltd', 'St.Gallen', 'Ph.D. candidate', 'lic.iur.', 'quality at quaxon.io or so');
    expect(values(lines, 'email')).toEqual([]);
    expect(values(lines, 'url')).toEqual(['quaxon.io']);
  });

  test('a comma for a dot and a lost dot after www are repaired', () => {
    expect(values(column('www,quaxon.com', 'wwwtrial.org'), 'url')).toEqual(['www.quaxon.com', 'www.trial.org']);
  });

  test.each(['Web.www.quaxon.com', '网址.www.quaxon.com', 'www. www.quaxon.com'])('%s has a label', (text) => {
    expect(values(column(text), 'url')).toEqual(['www.quaxon.com']);
  });

  test('two spellings of one domain become the one that the card supports', () => {
    const lines = column(['Quaxon', 40], 'kim@quaxom.com', 'www.quaxon.com');
    expect(values(lines, 'email')).toEqual(['kim@quaxon.com']);
  });

  test('a letter of the mailbox that is hard to read is taken from the name', () => {
    const lines = column(['Lena Sample', 34], 'Analyst', 'isample@quaxon.io');
    expect(values(lines, 'email')).toEqual(['lsample@quaxon.io']);
  });

  test('profiles are links and handles', () => {
    const lines = column('linkedin.com/in/kim-sample', 'Skype: kim.sample', '@kimsample');
    expect(values(lines, 'url')).toEqual(['linkedin.com/in/kim-sample']);
    expect(values(lines, 'handle')).toEqual(['kim-sample (linkedin)', 'kim.sample (skype)', 'kimsample']);
  });
});

describe('telephones', () => {
  test.each([
    [
      'a national number takes the country of the card',
      ['Hauptstraße 1, 10115 Berlin', 'Tel. 030 901820'],
      ['+49 30 901820 (office)'],
    ],
    ['the zero in brackets is not dialled', ['T +44 (0)20 7946 0958'], ['+44 20 7946 0958 (office)']],
    [
      'two numbers in a run are two',
      ['Tel 202-555-0143 / 202-555-0144, Washington DC 20001'],
      ['+1 202 555 0143 (office)', '+1 202 555 0144 (office)'],
    ],
    ['a label after the number counts', ['London', '+44 20 7946 0958 Fax'], ['+44 20 7946 0958 (fax)']],
    ['an O read as zero is a label', ['0: +44 20 7946 0958'], ['+44 20 7946 0958 (office)']],
    ['tax and licence numbers are none', ['Tax code: 0100000000', 'GSTIN 22AAAAA0000A1Z5', 'License 4155550100'], []],
    ['ZIP codes are none', ['Palo Alto, CA 94301-1234', 'Tokyo 100-0001, JAPAN'], []],
  ])('%s', (_, texts, phones) => {
    expect(values(column(...texts), 'phone')).toEqual(phones);
  });

  test('a label in a column to the left counts', () => {
    const lines = card(['F', 60, 100], ['+44 20 7946 0959', 160, 100], ['M', 60, 150], ['+44 20 7946 0958', 160, 150]);
    expect(values(lines, 'phone')).toEqual(['+44 20 7946 0959 (fax)', '+44 20 7946 0958 (mobile)']);
  });
});

test('an empty photo has no fields', () => {
  expect(fieldsOf({ lines: [], code: null, shape: SHAPE })).toEqual([]);
});
