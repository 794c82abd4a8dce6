import { Agent, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { ProxyTrust } from '#lib/core/client-address.ts';
import { callerOf, endToEndHeaders, forwardedHeaders } from './forwarded-headers.ts';

/** The process behind, reached through a unix socket. */
export interface Target {
  readonly socketPath: string;
  readonly agent: Agent;
}

/** Keeps connections open for good: the process behind never closes an idle one, so none is found dead on reuse. */
export function openTarget(socketPath: string): Target {
  return { socketPath, agent: new Agent({ keepAlive: true, maxFreeSockets: 64, scheduling: 'lifo' }) };
}

export interface ForwardOptions {
  readonly target: Target;
  readonly trust: ProxyTrust;
  readonly requestId: string;
  /** Answers when the process behind cannot be reached; nothing was sent to the caller yet. */
  readonly unreachable: (error: Error) => void;
}

/**
 * How the body is delimited, said anew for the next hop. Copying the caller's words would let `Connection: content-length`
 * or a GET with a chunked body pass unframed bytes on, which the process behind would read as another request.
 */
function framing({ headers }: IncomingMessage): readonly string[] {
  if (headers['transfer-encoding'] !== undefined) return ['transfer-encoding', 'chunked'];
  return headers['content-length'] === undefined ? [] : ['content-length', headers['content-length']];
}

/** Passes a request on and its answer back, both as streams. When one side leaves, the other is told. */
export function forward(request: IncomingMessage, response: ServerResponse, options: ForwardOptions): void {
  const { target, trust, requestId, unreachable } = options;
  const body = framing(request);
  const outgoing = openRequest({
    socketPath: target.socketPath,
    agent: target.agent,
    method: request.method,
    path: request.url,
    headers: [...forwardedHeaders(request, callerOf(request, trust), requestId), ...body],
  });
  let answered: IncomingMessage | undefined;
  outgoing.on('response', (answer) => {
    answered = answer;
    const headers = endToEndHeaders(answer.rawHeaders, answer.headers.connection);
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
    answer.pipe(response);
    // A cut answer must look cut: ending it properly would make it look complete.
    answer.on('error', () => response.destroy());
    answer.on('aborted', () => response.destroy());
  });
  outgoing.on('error', (error) => {
    // An answer that came whole stands, even if the process behind then closed before it had read the request's body.
    if (answered?.complete === true) return;
    if (response.headersSent || response.destroyed) response.destroy();
    else unreachable(error);
  });
  response.on('close', () => {
    if (!response.writableFinished) outgoing.destroy();
  });
  if (body.length === 0) outgoing.end();
  else request.pipe(outgoing);
}

/** Joins an upgraded connection (WebSocket) to the process behind, byte for byte after the request's head. */
export function forwardUpgrade(request: IncomingMessage, socket: Socket, head: Buffer, options: Omit<ForwardOptions, 'unreachable'>): void {
  const headers = forwardedHeaders(request, callerOf(request, options.trust), options.requestId);
  const upgrade = ['connection', 'Upgrade', 'upgrade', request.headers.upgrade ?? ''];
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  const all = [...headers, ...upgrade];
  for (let index = 0; index + 1 < all.length; index += 2) lines.push(`${all[index]}: ${all[index + 1]}`);
  const behind = connect(options.target.socketPath);
  const end = () => {
    socket.destroy();
    behind.destroy();
  };
  for (const side of [socket, behind]) side.on('error', end).on('close', end);
  behind.on('connect', () => {
    behind.write(`${lines.join('\r\n')}\r\n\r\n`);
    behind.write(head);
    behind.pipe(socket);
    socket.pipe(behind);
  });
}
