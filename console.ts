import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import next from 'next';
import { announceBehindFront } from '#lib/process/behind-front.ts';
import { messageFromParent, tellParent } from '#lib/process/messages.ts';
import { listenForStop } from '#lib/process/stop-requests.ts';
import { announceStopping } from '#lib/process/stopping.ts';
import { within } from '#lib/process/within.ts';

/** Runs Next behind a unix socket; `server.ts` owns the port and passes on what is not the gateway's. */

const { values: flags } = parseArgs({ options: { socket: { type: 'string' }, dev: { type: 'boolean', default: false } } });

/** Running requests were waited for by the process in front already; this is for the last bytes. */
const closeWithinMs = 3000;

async function main(socket: string): Promise<void> {
  // The socket is readable for this user only, and the process in front is what connects to it.
  announceBehindFront();
  const app = next({ dev: flags.dev, dir: process.cwd() });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  // No connection is ever closed for being idle or slow: the process in front has all the limits and reuses connections.
  const server = createServer(
    { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 },
    (request, response) => void handle(request, response),
  );
  if (flags.dev) server.on('upgrade', (request, connection, head) => void upgrade(request, connection, head));

  const stop = async (): Promise<void> => {
    announceStopping();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    if (!(await within(closeWithinMs, closed))) server.closeAllConnections();
    await within(closeWithinMs, app.close());
    process.exit(0);
  };
  listenForStop({ stop: () => void stop(), stopNow: () => process.exit(1) });
  process.on('message', (raw) => {
    if (messageFromParent.safeParse(raw).data?.type === 'draining') announceStopping();
  });

  rmSync(socket, { force: true });
  server.listen(socket, () => {
    chmodSync(socket, 0o700);
    tellParent({ type: 'ready' });
  });
}

if (flags.socket === undefined) throw new Error('console needs --socket=<path>');
await main(flags.socket);
