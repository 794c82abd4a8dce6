/**
 * Mends six faults of postgres.js 3.4.9 in node_modules after each install (node: built-ins only, Node 20 syntax):
 *
 * 1. A write on a connection whose socket has just closed throws from a timer and ends the process
 *    (porsager/postgres#1066, #1154, #1208). It now fails the query with CONNECTION_CLOSED.
 * 2. A connection that closed keeps bytes to write, queries to answer and the last error for its next life. Then it never
 *    flushes again, or gives each answer to the query before the one that asked. It now begins anew.
 * 3. A query sent through a transaction that has ended still runs on its connection, which by then serves another
 *    transaction: another tenant's. It is now refused with TRANSACTION_ENDED, or with the error that closed it.
 * 4. Queries that wait in a transaction whose connection closes are never settled. They now fail with that error.
 * 5. The query for array types of a connection that closes meanwhile is an unhandled rejection, which ends the process.
 * 6. A statement with parameters that has no name asks for their types first, a round trip of its own each time. It needs them
 *    for lists and other objects only: whatever the type is, a string, number, bigint, boolean or null is sent as the same text.
 *
 * A text that is neither the original nor the mended one stops the install: a new version has to be looked at.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const edits = {
  'connection.js': [
    [
      '  function nextWrite(fn) {\n    const x',
      "  function nextWrite(fn) {\n    if (socket === null) {\n      chunk = nextWriteTimer = null\n      error(Errors.connection('CONNECTION_CLOSED', options))\n      return false\n    }\n    const x",
    ],
    [
      "    clearImmediate(nextWriteTimer)\n    socket.removeListener('data', data)\n    socket.removeListener('connect', connected)\n    idleTimer.cancel()",
      "    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener('data', data)\n    socket.removeListener('connect', connected)\n    idleTimer.cancel()",
    ],
    [
      "    if (initial)\n      return reconnect()\n\n    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))\n",
      "    !initial && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options))\n    query = results = errorResponse = stream = null\n    result = new Result()\n    if (initial)\n      return reconnect()\n\n",
    ],
    [
      '    q.describeFirst = q.onlyDescribe || (parameters.length && !q.prepared)\n',
      "    q.describeFirst = q.onlyDescribe || (parameters.length && !q.prepared && (q.prepare || q.parameters.some(x => x !== null && typeof x === 'object')))\n",
    ],
    ['        return fetchArrayTypes()\n', '        return fetchArrayTypes().catch(noop)\n'],
  ],
  'index.js': [
    [
      '      , connection\n      , prepare = null\n',
      '      , connection\n      , prepare = null\n      , closing = null\n      , lost = null\n',
    ],
    [
      'new Promise((_, reject) => connection.onclose = reject)',
      'new Promise((_, reject) => connection.onclose = e => {\n          lost = e\n          while (queries.length) queries.shift().reject(e)\n          reject(e)\n        })',
    ],
    ['          : sql`rollback`\n', '          : last(sql`rollback`)\n'],
    ['          : await sql`commit`\n', '          : await last(sql`commit`)\n'],
    [
      '      function handler(q) {\n        q.catch(e => uncaughtError || (uncaughtError = e))\n',
      "      function last(q) {\n        return closing = q\n      }\n\n      function handler(q) {\n        q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost || (closing && q !== closing))\n          return q.reject(lost || Errors.generic('TRANSACTION_ENDED', 'The transaction of this query has ended'))\n",
    ],
  ],
};

for (const build of ['src', 'cjs/src']) {
  for (const [name, pairs] of Object.entries(edits)) {
    const path = new URL(`../node_modules/postgres/${build}/${name}`, import.meta.url);
    const found = readFileSync(path, 'utf8');
    let text = found;
    for (const [original, mended] of pairs) {
      if (text.includes(mended)) continue;
      if (text.split(original).length !== 2)
        throw new Error(`${path.pathname} is not the version this mends; read the note in scripts/patch-postgres.mjs`);
      text = text.replace(original, () => mended);
    }
    // Somebody else may own the packages; what is mended already needs no right to write.
    if (text !== found) writeFileSync(path, text);
  }
}
