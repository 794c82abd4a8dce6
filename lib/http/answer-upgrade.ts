import { type IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { CallerGone, type GatewayRuntime, handleGatewayCall, pathInGateway, renderOpenAiError, type Upgrade } from '#lib/gateway/index.ts';
import { type FrameSocket, socketOptions, WsSocket } from '#lib/outbound/index.ts';
import { NodeGatewayRequest } from './node-gateway-request.ts';
import { NodeGatewayResponder } from './node-gateway-responder.ts';

/** Subprotocols by which browsers, which can set no header, send a key and whose account it is (OpenAI's guide to realtime). */
const keyProtocol = 'openai-insecure-api-key.';
const callersOwn = [keyProtocol, 'openai-organization.', 'openai-project.', 'openai-ephemeral-key.'];

/** A caller who went away without a word is noticed by TCP. */
const keepAliveMs = 30_000;

const offeredBy = ({ headers }: IncomingMessage): readonly string[] =>
  (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** A request for a WebSocket, whose key may be among its subprotocols. */
class UpgradeRequest extends NodeGatewayRequest {
  readonly upgrade: Upgrade;
  readonly #key: string | undefined;

  constructor(message: IncomingMessage, response: ServerResponse, accept: Upgrade['accept']) {
    super(message, response, false);
    const offered = offeredBy(message);
    this.#key = offered.find((name) => name.startsWith(keyProtocol))?.slice(keyProtocol.length);
    this.upgrade = { protocols: [...new Set(offered.filter((name) => !callersOwn.some((own) => name.startsWith(own))))], accept };
  }

  override header(name: string): string | undefined {
    const value = super.header(name);
    return value === undefined && name === 'authorization' && this.#key !== undefined ? `Bearer ${this.#key}` : value;
  }
}

/** What is wrong with the handshake itself (RFC 6455 §4.2.1); undefined where nothing is. */
function faultOf({ method, headers, url = '' }: IncomingMessage): AppError | undefined {
  if (headers.upgrade?.toLowerCase() !== 'websocket' || method !== 'GET' || pathInGateway(url.split('?', 1)[0] ?? '') !== '/realtime') {
    return new AppError('invalid_request', {
      detail: 'Only /api/v1/realtime is a WebSocket; send this request without an Upgrade header.',
    });
  }
  if (headers['sec-websocket-version'] !== '13') {
    return new AppError('upgrade_required', {
      detail: 'This server speaks version 13 of the WebSocket protocol (RFC 6455).',
      headers: { 'sec-websocket-version': '13', upgrade: 'websocket' },
    });
  }
  const isKey = /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '');
  return isKey ? undefined : new AppError('invalid_request', { detail: 'The header sec-websocket-key is missing or malformed.' });
}

/** Turns the connection into a WebSocket; throws CallerGone where nobody is left at its other end. */
function open(message: IncomingMessage, socket: Duplex, head: Buffer, bytesMax: number, protocol: string, headers: readonly string[]) {
  const options = { ...socketOptions(bytesMax), noServer: true as const, clientTracking: false };
  const server = new WebSocketServer({ ...options, handleProtocols: () => (protocol === '' ? false : protocol) });
  server.on('headers', (lines) => {
    for (let at = 0; at + 1 < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  });
  let opened: FrameSocket | undefined;
  server.handleUpgrade(message, socket, head, (webSocket) => {
    opened = new WsSocket(webSocket);
  });
  if (opened === undefined) throw new CallerGone('The caller left before his session was open');
  return opened;
}

/** Answers a request for a WebSocket on a path of the gateway: by a session, or by HTTP where there is none. */
export function answerUpgrade(runtime: GatewayRuntime, message: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Node leaves the connection to us: an error that nobody hears would end the process.
  socket.on('error', () => socket.destroy());
  if (!(socket instanceof Socket)) {
    socket.destroy();
    return;
  }
  socket.setTimeout(0);
  socket.setKeepAlive(true, keepAliveMs);
  socket.setNoDelay(true);
  const response = new ServerResponse(message);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => socket.destroySoon());
  const fault = faultOf(message);
  if (fault !== undefined) {
    const requestId = toPublicId('request', newUuid());
    response.writeHead(fault.status, { 'content-type': 'application/json', 'x-request-id': requestId, ...fault.headers });
    response.end(renderOpenAiError(fault, requestId));
    return;
  }
  const accept: Upgrade['accept'] = (protocol, headers) => {
    response.detachSocket(socket);
    return open(message, socket, head, runtime.settings.sessionMessageBytesMax, protocol, headers);
  };
  const request = new UpgradeRequest(message, response, accept);
  void handleGatewayCall(runtime, request, new NodeGatewayResponder(message, response));
}
