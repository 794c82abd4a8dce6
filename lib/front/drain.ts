import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayLane } from '#lib/http/gateway-lane.ts';
import { within } from '#lib/process/within.ts';

export interface DrainOptions {
  readonly server: Server;
  readonly lane: GatewayLane | undefined;
  /** Seconds the port still takes new calls. */
  readonly acceptSeconds: number;
  /** Seconds that running calls may go on after that. */
  readonly drainSeconds: number;
}

/** How long answers that the lane has ended may take to leave for a slow reader. */
const flushMs = 1000;
const closeIdleMs = 50;

/** Sockets that left HTTP (WebSockets) and that the server therefore no longer closes. Call before it listens. */
export function trackUpgrades(server: Server): () => void {
  const sockets = new Set<Duplex>();
  server.on('upgrade', (_request, socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** Takes the last calls, lets the running ones end, and closes the port. Resolves when no connection is left. */
export async function drain({ server, lane, acceptSeconds, drainSeconds }: DrainOptions): Promise<void> {
  await sleep(acceptSeconds * 1000);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose last answer ends now would be kept for another request, and the end with it.
  const closing = setInterval(() => server.closeIdleConnections(), closeIdleMs);
  server.closeIdleConnections();
  const deadline = Date.now() + drainSeconds * 1000;
  await lane?.drain(drainSeconds * 1000);
  // What is left now are the console's requests; they may use up the rest of the time.
  if (!(await within(Math.max(flushMs, deadline - Date.now()), closed))) server.closeAllConnections();
  await closed;
  clearInterval(closing);
}
