/** For tests: the server's own sync code in a Python process, spoken to over pipes, and a network that can misbehave. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Fetch } from '../http.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SCRIPT = fileURLToPath(new URL('server.py', import.meta.url));

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** The request as it arrived, for tests that look at it. */
export interface Seen {
  readonly req: string;
  readonly replica: string;
  readonly changes: readonly { readonly id: string; readonly f: object; readonly full: boolean }[];
}

export class Server {
  readonly seen: Seen[] = [];
  readonly #process: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), 'lanyard-sync-'));
  readonly #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  #complaint = '';

  constructor() {
    this.#process = spawn(join(ROOT, '.venv/bin/python'), [SCRIPT, this.#folder], {
      cwd: ROOT,
      env: { ...process.env, PYTHONPATH: ROOT },
    });
    // Without Python there is no test: everything that waits fails, and says why.
    const failed = (reason: string) => {
      const error = new Error(
        `the server of the tests is gone (${reason}); run \`make test\` once to set it up\n${this.#complaint}`,
      );
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    };
    this.#process.on('error', (error) => failed(error.message));
    this.#process.on('exit', (code) => failed(`exit ${code}`));
    this.#process.stderr?.on('data', (data) => {
      this.#complaint += data;
    });
    if (!this.#process.stdout) throw new Error('no pipe from the server');
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      this.#waiting.shift()?.resolve(JSON.parse(line) as Reply);
    });
  }

  save(): Promise<Reply> {
    return this.#say({ op: 'save' });
  }

  restore(): Promise<Reply> {
    return this.#say({ op: 'restore' });
  }

  /** Lets days pass and runs the daily sweep: 90 days after a deletion the record goes, after 120 the log's entries. */
  sweepAfter(days: number, space: string): Promise<Reply> {
    return this.#say({ op: 'sweep', space, days });
  }

  /** What a device of this space has for a network: it reaches sync and nothing else. */
  network(space: string): Fetch {
    return async (url, init) => {
      if (url !== '/api/sync') throw new TypeError(`nothing answers at ${url}`);
      const raw = new Uint8Array(await new Response(init?.body as ArrayBuffer).arrayBuffer());
      const type = new Headers(init?.headers).get('Content-Type');
      const text = new TextDecoder().decode(type === 'application/gzip' ? gunzipSync(raw) : raw);
      const body = JSON.parse(text) as Seen;
      this.seen.push(body);
      const reply = await this.#say({ op: 'exchange', space, body });
      return new Response(JSON.stringify(reply.body), { status: reply.status });
    };
  }

  stop(): void {
    this.#process.removeAllListeners('exit');
    this.#process.kill();
    rmSync(this.#folder, { recursive: true });
  }

  #say(request: object): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#process.exitCode !== null) reject(new Error(`the server of the tests has ended\n${this.#complaint}`));
      this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
    });
  }
}

/** A network that loses answers after the server has committed, and sends everything twice. */
export function badNetwork(network: Fetch, loses: () => boolean): Fetch {
  return async (url, init) => {
    await network(url, init);
    const answer = await network(url, init);
    if (loses()) throw new TypeError('the connection was lost');
    return answer;
  };
}
