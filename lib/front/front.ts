import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { ProxyTrust } from '#lib/core/client-address.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { GatewayLane } from '#lib/http/gateway-lane.ts';
import type { MetricsAnswer } from './answer-metrics.ts';
import { forward, forwardUpgrade, type Target } from './forward.ts';
import { answerProbe, type Readiness } from './probes.ts';
import { answerStarting, type ConsoleState } from './starting-answer.ts';
import { type StaticFiles, staticPrefix } from './static-files.ts';

/** The console as the port sees it; `target` and `files` are there once it is up. */
export interface ConsoleSide {
  readonly state: ConsoleState;
  readonly target: Target | undefined;
  readonly files: StaticFiles | undefined;
}

export interface FrontOptions {
  /** Absent in the console's and the worker's own processes. */
  readonly lane: GatewayLane | undefined;
  readonly console: () => ConsoleSide;
  readonly readiness: () => Readiness;
  readonly metrics: MetricsAnswer;
  readonly draining: () => boolean;
  readonly trust: ProxyTrust;
  /** A handler threw, which none should. */
  readonly onFault: (error: unknown) => void;
}

const timeouts = {
  /** Longer than the 60 s that load balancers keep idle connections, so that they never send into a closed one. */
  keepAliveTimeout: 75_000,
  headersTimeout: 80_000,
  /** The gateway has deadlines of its own; long streams and uploads must not hit this one. */
  requestTimeout: 0,
};

/** Only WebSockets leave HTTP/1.1; whoever offers something else, such as h2c, is answered as if he had not (RFC 9110 §7.8). */
const isWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

export const pathOf = (url: string): string => {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
};

/** The HTTP server that owns the port: probes and the gateway's lane here, everything else to the console. Not listening yet. */
export function createFront({ lane, console, readiness, metrics, draining, trust, onFault }: FrontOptions): Server {
  const toConsole = (request: IncomingMessage, response: ServerResponse, path: string): void => {
    const { target, files, state } = console();
    if (files !== undefined && path.startsWith(staticPrefix) && files(request, response, path)) return;
    const uuid = newUuid();
    const requestId = toPublicId('request', uuid);
    if (target === undefined) answerStarting(request, response, state, requestId, uuid);
    else
      forward(request, response, {
        target,
        trust,
        requestId,
        unreachable: () => answerStarting(request, response, 'unreachable', requestId, uuid),
      });
  };
  const answer = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    const path = pathOf(request.url ?? '/');
    if (draining()) response.setHeader('connection', 'close');
    const owned = lane?.owns(path) === true;
    if (owned && expectsContinue && lane.checkContinue !== undefined) {
      lane.checkContinue(request, response);
      return;
    }
    if (expectsContinue) response.writeContinue();
    if (owned) lane.handle(request, response);
    else if (!answerProbe(path, response, readiness) && !metrics(path, request, response)) toConsole(request, response, path);
  };
  /** One bad request must not end the process that all others are in. */
  const guarded = (expectsContinue: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    try {
      answer(request, response, expectsContinue);
    } catch (error) {
      onFault(error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain', connection: 'close' });
      response.end();
    }
  };
  const server = createServer({ ...timeouts, shouldUpgradeCallback: isWebSocket }, guarded(false));
  server.on('checkContinue', guarded(true));
  server.on('upgrade', (request, socket, head) => {
    const path = pathOf(request.url ?? '/');
    const { target } = console();
    if (lane?.owns(path)) {
      if (lane.upgrade === undefined) socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\n\r\n');
      else lane.upgrade(request, socket, head);
    } else if (target !== undefined && socket instanceof Socket) {
      forwardUpgrade(request, socket, head, { target, trust, requestId: toPublicId('request', newUuid()) });
    } else {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\n\r\n');
    }
  });
  return server;
}
