import { expect, test } from 'vitest';
import { hanMeaning, hanNameness, withoutHanTitle } from './han.ts';

test.each(['山田太郎', '佐々木 さくら', '李明', '欧阳娜娜'])('%s begins with a common family name', (name) => {
  expect(hanNameness(name)).toBe(2);
});

test.each(['代表取締役', '株式会社山田', '東京大学', '営業部', '港区芝公園1-2-3', 'Yamada', 'リーダー'])(
  '%s is no name',
  (text) => {
    expect(hanNameness(text)).toBe(0);
  },
);

test('a family name that also ends like a place may still be a name', () => {
  expect(hanNameness('中村 勝局')).toBe(1);
});

test.each(['営業部長', '主任研究員', '高级工程师', '销售经理', 'プロジェクトマネージャー', '部長代理'])(
  '%s is a title',
  (text) => {
    expect(hanMeaning(text)).toMatchObject({ title: true, organisation: false, department: false });
  },
);

test.each(['株式会社ひかり電機', '北京星河科技有限公司'])('%s is a company', (text) => {
  expect(hanMeaning(text)).toMatchObject({ organisation: true, legal: true });
});

test.each(['経済産業省', '東京大学', '上海交通大學'])('%s is a body without a legal form', (text) => {
  expect(hanMeaning(text)).toMatchObject({ organisation: true, legal: false });
});

test.each(['横浜市戸塚区吉田町292番地', '〒100-8915', '海淀区中关村大街12号'])('%s is an address', (text) => {
  expect(hanMeaning(text)).toMatchObject({ address: true, organisation: false });
});

test('Latin text means nothing here', () => {
  expect(hanMeaning('Acme Ltd')).toBeNull();
});

test('a title before the name on one line goes', () => {
  expect(withoutHanTitle('代表取締役 山田太郎')).toBe('山田太郎');
  expect(withoutHanTitle('山田 太郎')).toBe('山田 太郎');
});
