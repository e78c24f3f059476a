/**
 * A server for RxDB's HTTP replication: documents in memory in the order of their last write, each push on the disk
 * before it is answered. A checkpoint is the number of a write. `COMPRESS=1` compresses answers.
 */
import { closeSync, fdatasync, openSync, write } from 'node:fs';
import { isDeepStrictEqual, promisify } from 'node:util';
import compression from 'compression';
import express from 'express';

const [data, pages] = process.argv.slice(2);
const spaces = new Map();

class Space {
  documents = new Map();
  writes = [];
  streams = new Set();

  constructor(name) {
    this.file = openSync(`${data}/${name}.jsonl`, 'a');
  }

  /** Conflicts are documents whose state here is not the one that the client assumed. */
  async push(rows) {
    const fresh = [];
    const conflicts = [];
    for (const { newDocumentState, assumedMasterState } of rows) {
      const mine = this.documents.get(newDocumentState.id);
      if (!isDeepStrictEqual(mine?.document, assumedMasterState)) conflicts.push(mine.document);
      else fresh.push(newDocumentState);
    }
    if (fresh.length === 0) return conflicts;
    for (const document of fresh) {
      this.writes.push(document.id);
      this.documents.set(document.id, { document, seq: this.writes.length });
    }
    await promisify(write)(this.file, `${JSON.stringify(fresh)}\n`);
    await promisify(fdatasync)(this.file);
    const event = { documents: fresh, checkpoint: { seq: this.writes.length } };
    for (const stream of this.streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
    return conflicts;
  }

  after(seq, limit) {
    const documents = [];
    let at = seq;
    for (; at < this.writes.length && documents.length < limit; at++) {
      const { document, seq: last } = this.documents.get(this.writes[at]);
      if (last === at + 1) documents.push(document);
    }
    return { documents, checkpoint: { seq: at } };
  }
}

const app = express();
app.disable('etag');
app.use('/bench', express.static(pages));
const worthwhile = (request, response) => !request.path.endsWith('/events') && compression.filter(request, response);
if (process.env.COMPRESS) app.use(compression({ filter: worthwhile }));
app.use(express.json({ limit: '50mb' }));
app.param('space', (request, _, next, name) => {
  if (!spaces.has(name)) spaces.set(name, new Space(name));
  request.space = spaces.get(name);
  next();
});
app.get('/rx/:space/count', ({ space }, response) => response.json(space.documents.size));
app.get('/rx/:space/pull', ({ space, query }, response) =>
  response.json(space.after(Number(query.after), Number(query.limit))),
);
app.post('/rx/:space/push', async ({ space, body }, response) => response.json(await space.push(body)));
app.get('/rx/:space/events', ({ space }, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.flushHeaders();
  space.streams.add(response);
  response.on('close', () => space.streams.delete(response));
});
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${server.address().port}\n`));
process.on('exit', () => {
  for (const { file } of spaces.values()) closeSync(file);
});
