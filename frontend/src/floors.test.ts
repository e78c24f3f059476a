/** The house rule of docs/architecture.md: a file imports only from its own room or from floors below. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const FLOORS: readonly (readonly string[])[] = [
  ['app'],
  ['today', 'people', 'capture', 'events', 'network', 'insights', 'account'],
  ['outbox'],
  ['parts'],
  ['sync'],
  ['store'],
  ['reading', 'device'],
  ['words'],
  ['domain'],
  ['generated'],
];
/** The service worker is its own entry: besides its own files it may use these rooms. */
const SERVICE_WORKER_USES = ['sync', 'domain', 'device'];
/** Types that the floors above agree on may be named anywhere. */
const CONTRACTS = ['store/contract.ts', 'reading/contract.ts'];

const SOURCE = dirname(fileURLToPath(import.meta.url));

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

function mayImport(room: string, target: string, targetRoom: string): boolean {
  if (room === targetRoom || CONTRACTS.includes(target)) return true;
  if (room === 'sw') return SERVICE_WORKER_USES.includes(targetRoom);
  if (targetRoom === 'sw') return room === 'app' || room === 'capture';
  return floorOf(room) < floorOf(targetRoom);
}

function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"?]+)(?:\?[^'"]*)?['"]/g);
  return [...found].map((match) => relative(SOURCE, resolve(dirname(path), match[1] ?? '')));
}

test('every room stands on a floor', () => {
  const rooms = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const known = [...FLOORS.flat(), 'sw'];
  expect(rooms.map((room) => room.name).filter((name) => !known.includes(name))).toEqual([]);
});

test('imports point down', () => {
  const offenders: string[] = [];
  for (const path of files(SOURCE)) {
    const [room = ''] = relative(SOURCE, path).split('/');
    for (const target of importsOf(path)) {
      const [targetRoom = ''] = target.split('/');
      if (!mayImport(room, target, targetRoom)) offenders.push(`${relative(SOURCE, path)} imports ${target}`);
    }
  }
  expect(offenders).toEqual([]);
});
