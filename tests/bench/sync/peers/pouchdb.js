/** PouchDB's server: express-pouchdb on express 4, on LevelDB in the folder given. Serves the benchmark's pages as well. */
import express from 'express';
import expressPouch from 'express-pouchdb';
import PouchDB from 'pouchdb';

const [data, pages] = process.argv.slice(2);
const app = express();
app.use('/bench', express.static(pages));
const options = { mode: 'minimumForPouchDB', overrideMode: { include: ['routes/find'] }, inMemoryConfig: true };
app.use('/db', expressPouch(PouchDB.defaults({ prefix: `${data}/` }), { ...options, logPath: `${data}/log.txt` }));
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${server.address().port}\n`));
