import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import { type AddressPolicy, exchangeToken, type UpstreamRequest, type UpstreamTransport } from '#lib/outbound/index.ts';
import { authHeaders, clientCredentialsExchange, type ServerAuth } from './server-auth.ts';
import { answerIn, exchangeMessage, type NoReply, type ServerReply } from './server-exchange.ts';

/** What a test needs to know; lives in memory between its two transactions. */
export interface ServerProbe {
  readonly url: string;
  readonly auth: ServerAuth;
  readonly settings: ConnectionSettings;
  readonly credential: string | null;
}

/** The way to the server, and what judges its address. */
export interface Outbound {
  readonly policy: AddressPolicy;
  readonly transport: UpstreamTransport;
}

const limits = { timeoutMs: 15_000, bodyBytesMax: 4 * 1024 * 1024 };
const wordsMax = 300;

/** The version whose requests have neither session nor handshake. */
export const statelessVersion = '2026-07-28';
/** What the test calls itself. */
export const tester = { name: 'tollgate', version: '1.0.0' };

/** Why the test failed, as a sentence. */
export class ProbeFault extends Error {}

/** One server during its test: says messages to it as an agent would. Throws ProbeFault for what is no answer. */
export class ServerConversation {
  readonly #outbound: Outbound;
  readonly #probe: ServerProbe;
  #token: string | undefined;
  #headers: string[] = [];
  #meta: object | undefined;
  #id = 0;

  constructor(outbound: Outbound, probe: ServerProbe) {
    this.#outbound = outbound;
    this.#probe = probe;
  }

  /** Fetches the token, where the server wants one. */
  async signIn(): Promise<void> {
    const { auth, credential, settings, url } = this.#probe;
    if (auth !== 'oauth' || credential === null) return;
    const access = { credential, settings: { ...settings, resource: url }, now: Date.now() };
    const outcome = await exchangeToken(this.#outbound.transport, clientCredentialsExchange, access);
    if (outcome.kind === 'refused') throw new ProbeFault(`The token service refuses the client: ${this.#redacted(outcome.words)}`);
    if (outcome.kind === 'failed') throw new ProbeFault('The token service gave no token. Look at its address.');
    this.#token = outcome.token.value;
  }

  /** From now on the session and the version are told with each message. */
  speak(version: string, session: string | undefined): void {
    this.#headers = ['mcp-protocol-version', version, ...(session === undefined ? [] : ['mcp-session-id', session])];
    const isStateless = version === statelessVersion;
    this.#meta = isStateless
      ? {
          'io.modelcontextprotocol/protocolVersion': version,
          'io.modelcontextprotocol/clientInfo': tester,
          'io.modelcontextprotocol/clientCapabilities': {},
        }
      : undefined;
  }

  async ask(
    method: string,
    params: object = {},
  ): Promise<{ readonly reply: ServerReply; readonly answer: Readonly<Record<string, unknown>> | undefined }> {
    this.#id += 1;
    const id = this.#id;
    const told = this.#meta === undefined ? params : { ...params, _meta: this.#meta };
    const reply = this.#heard(await this.#send('POST', { jsonrpc: '2.0', id, method, params: told }, method));
    return { reply, answer: answerIn(reply, id) };
  }

  async notify(method: string): Promise<void> {
    this.#heard(await this.#send('POST', { jsonrpc: '2.0', method }, method));
  }

  /** Ends the session; a server that minds is no fault of the test. */
  async leave(): Promise<void> {
    if (this.#headers.includes('mcp-session-id')) await this.#send('DELETE', null, '');
  }

  #send(method: UpstreamRequest['method'], message: object | null, named: string): Promise<ServerReply | NoReply> {
    const { url, auth, settings, credential } = this.#probe;
    const { origin, pathname: path } = new URL(url);
    const headers = ['accept', 'application/json, text/event-stream', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
    headers.push(...this.#headers, ...authHeaders(auth, settings, credential, this.#token));
    if (this.#meta !== undefined) headers.push('mcp-method', named);
    if (message !== null) headers.push('content-type', 'application/json');
    const body = message === null ? null : Buffer.from(JSON.stringify(message));
    return exchangeMessage(this.#outbound.transport, { origin, path, method, headers, body }, this.#id, limits);
  }

  #heard(reply: ServerReply | NoReply): ServerReply {
    if (!('failure' in reply)) {
      const { status } = reply.head;
      if (status === 401 || status === 403) throw new ProbeFault(`The server refuses the credential (status ${status}).`);
      if (status >= 300 && status < 400)
        throw new ProbeFault(`The server answers with a redirect (status ${status}), which is not followed.`);
      return reply;
    }
    if (reply.failure === 'late') throw new ProbeFault(`The server did not answer within ${limits.timeoutMs / 1000} seconds.`);
    switch (reply.failure.kind) {
      case 'address_not_allowed':
        throw new ProbeFault('The address is not allowed: it is private, reserved or not encrypted.');
      case 'unreachable':
      case 'connect_timeout':
        throw new ProbeFault('The server cannot be reached at this address.');
      default:
        throw new ProbeFault('The server closed the connection before its answer was complete.');
    }
  }

  #redacted(words: string): string {
    const short = words.slice(0, wordsMax);
    const { credential } = this.#probe;
    return credential === null ? short : short.replaceAll(credential, '[redacted]');
  }

  /** The server's words for what it did not do. */
  words({ head, text }: ServerReply, answer: Readonly<Record<string, unknown>> | undefined): string {
    const { message } = Object(answer?.error);
    const said = typeof message === 'string' ? message : text.trim().startsWith('<') ? '' : text.trim();
    return `The server answered with status ${head.status}${said === '' ? '.' : `: ${this.#redacted(said)}`}`;
  }
}
