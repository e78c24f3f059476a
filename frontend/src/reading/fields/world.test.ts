import { describe, expect, test } from 'vitest';
import { column, first, values } from '../testing/card.ts';

describe('cards in Chinese and Japanese', () => {
  const lines = column(
    ['株式会社ひかり電機', 28],
    '営業部長',
    ['青沼 陽翔', 34],
    '東京都港区芝公園4-2-8',
    'TEL:03-3433-5111 内線5367',
    'aonuma@hikari.co.jp',
  );

  test('say who, what and where by how their words end', () => {
    expect(first(lines, 'name')).toBe('青沼 陽翔');
    expect(first(lines, 'title')).toBe('営業部長');
    expect(first(lines, 'organization')).toBe('株式会社ひかり電機');
  });

  test.each([
    '数据架构师',
    '一等书记官',
    '取締役副社長（兼務）',
    '社会保険労務士',
    '博士研究生',
    'ソフトウェアデベロッパー',
  ])('%s is a title by its last signs', (title) => {
    expect(first(column(['青沼 陽翔', 34], '青葉大学', title), 'title')).toBe(title);
  });

  test.each(['あおば歯科クリニック', '紅葉工作室'])('%s is an organisation', (place) => {
    expect(first(column(['青沼 陽翔', 34], '一级工程师', place), 'organization')).toBe(place);
  });

  test('growth is nobody, and members are none either', () => {
    expect(
      values(column(['青沼 陽翔', 34], '青葉大学', '03-3433-5111', '人と地球の成長', '協会会員'), 'title'),
    ).toEqual([]);
  });

  test('a name in both scripts on one line is cut between them', () => {
    const both = column('全農 ZEN-NOH', '田中 一郎', 'i.tanaka@zen-noh.or.jp');
    expect(values(both, 'organization')).toContain('ZEN-NOH');
  });
});

describe('what a domain tells', () => {
  test('a logo that is no text: the domain is offered for it', () => {
    const lines = column(['Ada Example', 34], 'Head of Trials', 'ada@quillmoor.com');
    expect(values(lines, 'organization')).toEqual(['Quillmoor']);
  });

  test('the domain of the person is no organisation', () => {
    const lines = column(['Ada Example', 34], 'Head of Trials', 'hello@adaexample.com');
    expect(values(lines, 'organization')).toEqual([]);
  });

  test('a host in capitals is one where the mail is under it, and no other is', () => {
    const lines = column(['Ada Example', 34], 'ada@quillmoor.co.uk', 'QUILLMOOR.CO.UK', 'Sundries.it');
    expect(values(lines, 'url')).toEqual(['QUILLMOOR.CO.UK']);
  });

  test('a label says that a host is one', () => {
    expect(values(column('Ada Example', 'Web: Quillmoor.it'), 'url')).toEqual(['Quillmoor.it']);
  });

  test('a dot that got lost before a plain ending comes back behind www', () => {
    expect(values(column('Ada Example', 'www.quillmoor com'), 'url')).toEqual(['www.quillmoor.com']);
  });

  test('a capital I among small letters is an l', () => {
    expect(values(column('ada.I.example@gmaiI.com'), 'email')).toEqual(['ada.l.example@gmail.com']);
    expect(values(column('Ada.Ina@example.com'), 'email')).toEqual(['Ada.Ina@example.com']);
  });
});

describe('names and titles of many countries', () => {
  test.each([
    ['Oluwaseun Adeyemi', 'Agronomist'],
    ['Ilinca Brâncoveanu', 'Consilier juridic'],
    ['Dewi Kusumawardani', 'Technical writer'],
    ['Päivi Hämäläinen', 'Asiakkuuspäällikkö'],
    ['Begoña Ibáñez', 'Ingeniera de caminos'],
  ])('%s, %s', (name, title) => {
    const lines = column([name, 30], title, ['Northern Light', 30], '+44 20 7946 0958');
    expect(first(lines, 'name')).toBe(name);
    expect(first(lines, 'title')).toBe(title);
  });
});

describe('a name and a mailbox that differ by one sign', () => {
  const lines = column(['Asa Loumark', 34], 'Head of Trials', 'alovmark@quillmoor.com');
  const sure = (text: string, confidence: number) =>
    lines.map((line) => (line.text === text ? line : { ...line, confidence }));

  test('the name is put right where the mailbox was read with more confidence', () => {
    const read = sure('alovmark@quillmoor.com', 80);
    expect(first(read, 'name')).toBe('Asa Lovmark');
    expect(values(read, 'email')).toEqual(['alovmark@quillmoor.com']);
  });

  test('the mailbox is put right where the name was', () => {
    const read = sure('Asa Loumark', 80);
    expect(first(read, 'name')).toBe('Asa Loumark');
    expect(values(read, 'email')).toEqual(['aloumark@quillmoor.com']);
  });
});

test.each([
  ['携帯 090-1234-5678', '東京都港区芝公園4-2-8', '+81 90 1234 5678 (mobile)'],
  ['电话 010-6552 9988', '北京市海淀区中关村大街12号', '+86 10 6552 9988 (office)'],
  ['傳真 (02) 2345-6789', '台北市信義區市府路1號', '+886 2 2345 6789 (fax)'],
])('%s, in %s', (number, address, value) => {
  expect(values(column('山田太郎', number, address), 'phone')).toEqual([value]);
});

describe('departments', () => {
  test('sections and departments are one text, from the top', () => {
    const lines = column(
      ['Ada Example', 34],
      'Senior Engineer',
      'Sensor Network Section',
      'Platform Development Department',
      ['Quillmoor Ltd', 28],
      'ada@quillmoor.com',
    );
    expect(values(lines, 'department')).toEqual(['Sensor Network Section, Platform Development Department']);
    expect(first(lines, 'organization')).toBe('Quillmoor Ltd');
  });

  test('a card without one has none', () => {
    expect(values(column(['Ada Example', 34], 'Senior Engineer', 'Quillmoor Ltd'), 'department')).toEqual([]);
  });
});

describe('spaces that got lost', () => {
  test('a name in one word is two where the mailbox says which', () => {
    const lines = column(['DEVANSHCHAKRABARTI', 34], 'Regional Sales Head', 'dchakrabarti@vistaar.in');
    expect(first(lines, 'name')).toBe('DEVANSH CHAKRABARTI');
  });

  test('or where a given name and a family name do', () => {
    expect(first(column(['PeterMiller', 34], 'Sales Manager', '+44 20 7946 0958'), 'name')).toBe('Peter Miller');
  });

  test('a place that falls into two names is none', () => {
    expect(values(column(['STANFORD', 34], 'Jeonghun Noh', 'Candidate'), 'name')).not.toContain('STAN FORD');
  });

  test('a label with its dot goes from a mailbox and from a host', () => {
    const lines = column('Ada Example', 'Email.ada@quillmoor.com', 'Web.www.quillmoor.com');
    expect(values(lines, 'email')).toEqual(['ada@quillmoor.com']);
    expect(values(lines, 'url')).toEqual(['www.quillmoor.com']);
  });
});

describe('short legal forms', () => {
  test('are names and words where they are not in capitals', () => {
    const lines = column(['Åsa Söderlönn', 34], 'Projektledare', ['Blåbärsriket AB', 28], 'Calidad que se nota');
    expect(first(lines, 'name')).toBe('Åsa Söderlönn');
    expect(first(lines, 'organization')).toBe('Blåbärsriket AB');
  });
});
