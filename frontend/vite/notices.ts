/** Writes NOTICE.txt: the licences of every package in the bundle, and of the reading models. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export function notices(packages: readonly string[], modelsNotice: string): Plugin {
  return {
    name: 'lanyard:notices',
    apply: 'build',
    generateBundle() {
      const texts = [...packages.map(noticeOf), readFileSync(modelsNotice, 'utf8')];
      this.emitFile({ type: 'asset', fileName: 'NOTICE.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
    },
  };
}

/** A package that does not carry the text of its licence is named with what its package.json says. */
function noticeOf(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const by = typeof author === 'object' ? author?.name : author;
  const text = file ? readFileSync(join(folder, file), 'utf8') : `Licence: ${license}. Author: ${by ?? name}.`;
  return `${name} ${version}\n\n${text}`;
}
