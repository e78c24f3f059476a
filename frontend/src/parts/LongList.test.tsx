// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LongList } from './LongList.tsx';

vi.mock('./wide.ts', () => ({ wide: { value: false } })); // jsdom has no screen to ask.

const HEIGHT = 10;
const rows = (count: number) => Array.from({ length: count }, (_, at) => `row ${at}`);

let told: (entries: Partial<IntersectionObserverEntry>[]) => void;
let disconnected: number;

class Observer {
  readonly observe = () => undefined;

  constructor(callback: (entries: Partial<IntersectionObserverEntry>[]) => void) {
    told = callback;
  }

  disconnect() {
    disconnected += 1;
  }
}

let page: HTMLElement;

beforeEach(() => {
  disconnected = 0;
  vi.stubGlobal('IntersectionObserver', Observer);
  page = document.createElement('main');
});

afterEach(() => {
  act(() => render(null, page));
  vi.unstubAllGlobals();
});

function show(count: number) {
  act(() => render(<LongList label="All" items={rows(count)} estimate={HEIGHT} row={(row) => <li>{row}</li>} />, page));
}

function scroll(near: Record<number, boolean>) {
  const entries = Object.entries(near).map(([at, isIntersecting]) => ({ target: chunk(Number(at)), isIntersecting }));
  act(() => told(entries));
}

function chunk(at: number): HTMLElement {
  return page.querySelectorAll('ul')[at] as HTMLElement;
}

function drawn(): number[] {
  return [...page.querySelectorAll('ul')].map((each) => each.querySelectorAll('li').length);
}

test('only what is near the screen is drawn; the rest takes the room that it would', () => {
  show(100);
  expect(drawn()).toEqual([40, 0, 0]);
  expect(chunk(2).style.height).toBe('200px');
  scroll({ 0: false, 2: true });
  expect(drawn()).toEqual([0, 0, 20]);
});

test('a list that grows while it is looked at goes on, and its last chunk takes more room', () => {
  show(100);
  scroll({ 1: true });
  show(110);
  expect(drawn()).toEqual([40, 40, 0]);
  expect(chunk(2).style.height).toBe('300px');
  show(200);
  expect(drawn()).toEqual([40, 40, 0, 0, 0]);
  expect([2, 3, 4].map((at) => chunk(at).style.height)).toEqual(['400px', '400px', '400px']);
  expect(disconnected).toBe(0);
});

test('a chunk that was drawn, left and drawn again shows the rows of now', () => {
  show(100);
  scroll({ 2: true });
  scroll({ 2: false });
  show(95);
  scroll({ 2: true });
  expect(drawn()).toEqual([40, 0, 15]);
});
