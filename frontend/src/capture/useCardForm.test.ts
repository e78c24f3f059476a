import { expect, test } from 'vitest';
import { type Candidate, emptyForm, fillUntouched, withLine, withText } from './form.ts';
import { stepped, steppedBack } from './useCardForm.ts';

const NAME: Candidate = {
  field: 'name',
  value: 'Ana Costa',
  label: '',
  e164: null,
  confidence: 95,
  source: 'read',
  box: null,
};
const start = { form: emptyForm(null), past: [], typing: null };
const type = (history: Parameters<typeof stepped>[0], name: 'name' | 'title', text: string) =>
  stepped(history, withText(history.form, name, text), false);

test('typing in one field is one step, the next field another', () => {
  const typed = type(type(type(start, 'name', 'A'), 'name', 'An'), 'title', 'Engineer');
  expect(typed.past).toHaveLength(2);
  const back = steppedBack(typed, []);
  expect(back.form.texts).toMatchObject({ name: 'An', title: '' });
  expect(steppedBack(back, []).form).toEqual(start.form);
});

test('a choice is a step of its own, even in the field that was typed in', () => {
  const typed = type(start, 'name', 'An');
  const chosen = stepped(typed, withLine(typed.form, 'name', 'ANA COSTA', null), true);
  const more = type(chosen, 'name', 'Ana C.');
  expect(more.past.map(({ texts }) => texts.name)).toEqual(['', 'An', 'ANA COSTA']);
});

test('a reading that came meanwhile fills what was touched, once the touch is taken back', () => {
  const typed = type(start, 'name', 'Half a na');
  const read = { ...typed, form: fillUntouched(typed.form, [NAME]) };
  expect(read.form.texts.name).toBe('Half a na');
  expect(steppedBack(read, [NAME]).form).toMatchObject({ texts: { name: 'Ana Costa' }, touched: [] });
});

test('with nothing to take back the form stays', () => {
  expect(steppedBack(start, []).form).toBe(start.form);
});
