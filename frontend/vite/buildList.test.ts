import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { listBuild } from './buildList.ts';
import { markVersion } from './serviceWorker.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const files = new Map([
  ['/index.html', bytes('<html lang="en">')],
  ['/assets/index-1a.js', bytes('app')],
  ['/assets/det-2b.onnx', bytes('model')],
  ['/assets/ort-3c.wasm', bytes('engine')],
  ['/assets/reading-worker-4d.js', bytes('worker')],
  ['/assets/charset_latin-5e.json', bytes('abc')],
  ['/assets/sync-worker-6f.js', bytes('sync')],
]);

test('the reading engine is a group of its own and everything else is the shell', () => {
  const list = listBuild(files);
  expect(list.reading).toEqual([
    { url: '/assets/charset_latin-5e.json', bytes: 3 },
    { url: '/assets/det-2b.onnx', bytes: 5 },
    { url: '/assets/ort-3c.wasm', bytes: 6 },
    { url: '/assets/reading-worker-4d.js', bytes: 6 },
  ]);
  expect(list.shell.map((file) => file.url)).toEqual([
    '/assets/index-1a.js',
    '/assets/sync-worker-6f.js',
    '/index.html',
  ]);
});

test('each file of the shell carries the hash that the browser checks', () => {
  const page = listBuild(files).shell.find((file) => file.url === '/index.html');
  expect(page?.integrity).toBe(`sha256-${createHash('sha256').update('<html lang="en">').digest('base64')}`);
});

test('the version is the same for the same files and another when one byte changes', () => {
  const reversed = new Map([...files].reverse());
  expect(listBuild(reversed).version).toBe(listBuild(files).version);
  const changed = new Map(files).set('/index.html', bytes('<html lang="de">'));
  expect(listBuild(changed).version).not.toBe(listBuild(files).version);
});

test('index.html says its version', () => {
  expect(markVersion('<html lang="en">', 'abc')).toBe('<html data-build="abc" lang="en">');
});

test.each(['<script>go()</script>', '<style>a{}</style>', '<p style="color:red">', '<body onload="go()">'])(
  'index.html with %s is refused, for the content security policy would block it',
  (part) => {
    expect(() => markVersion(`<html lang="en">${part}`, 'abc')).toThrow('inline');
  },
);

test('index.html may name scripts and styles', () => {
  const html = '<html lang="en"><script type="module" src="/a.js"></script><link rel="stylesheet" href="/a.css">';
  expect(markVersion(html, 'abc')).toContain('data-build');
});

test('the notices are served, but a phone does not keep them', () => {
  const { shell } = listBuild(new Map([['/NOTICE.txt', new Uint8Array([1])]]));
  expect(shell).toEqual([]);
});

test('the head for Chinese and Japanese is kept only where a person asks for it', () => {
  const optional = ['/assets/eastern_head-7a.onnx', '/assets/eastern_charset-8b.json'];
  const { reading, shell } = listBuild(new Map(optional.map((path) => [path, new Uint8Array([1])])));
  expect([...reading, ...shell]).toEqual([]);
});
