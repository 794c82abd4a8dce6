import { type Dispatcher, Pool } from 'undici';
import { AppError } from '#lib/core/errors.ts';
import type { AddressPolicy } from './address-policy.ts';
import { BufferedExchange } from './buffered-exchange.ts';
import { checkOutboundUrl } from './check-outbound-url.ts';
import { dialSocket, type SocketDial, type SocketRequest } from './dial-socket.ts';
import { createGuardedLookup, type ResolveHost } from './guarded-lookup.ts';
import { type ConnectionStep, traceConnection } from './trace-connection.ts';
import { UpstreamFailure, type UpstreamFailureKind, type UpstreamRequest, type UpstreamTransport } from './upstream-exchange.ts';

export interface UndiciTransportOptions {
  readonly policy: AddressPolicy;
  readonly connectTimeoutMs: number;
  /** Most sockets to one origin; further requests wait for a free one. */
  readonly connectionsPerOriginMax: number;
  /** Most origins with open pools; the least recently used idle one is closed first. */
  readonly originsMax: number;
  readonly resolve?: ResolveHost;
}

const unreachableCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'EPIPE']);

/** What undici threw, in our words. Before dispatch every failure means that no connection came about. */
function failureKind(error: unknown, dispatched: boolean): UpstreamFailureKind {
  if (error instanceof AppError) return error.code === 'address_not_allowed' ? 'address_not_allowed' : 'unreachable';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (!dispatched && code === 'ETIMEDOUT')) return 'connect_timeout';
  if (!dispatched) return 'unreachable';
  return code === 'UND_ERR_SOCKET' || code === 'UND_ERR_CLOSED' || code === 'UND_ERR_DESTROYED' || unreachableCodes.has(code)
    ? 'reset'
    : 'protocol';
}

/** One request on an undici pool, through `dispatch`: no web streams and no promises per chunk. */
class UndiciExchange extends BufferedExchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | null = null;

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  protected cancel(): void {
    this.#controller?.abort(new Error('The exchange was cancelled'));
  }

  /** Ends the exchange before undici saw it. */
  refuse(error: unknown): void {
    this.failed(new UpstreamFailure(failureKind(error, false), false, error));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Aborted while the connection was being made: do not send.
    if (this.isOver) controller.abort(new Error('The exchange was cancelled'));
    else this.dispatched();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 1xx announces, it does not answer.
    if (status >= 200) this.began({ status, headers });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.arrived(chunk);
  }

  onResponseEnd(): void {
    this.completed();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.failed(new UpstreamFailure(failureKind(error, this.isDispatched), this.isDispatched, error));
  }
}

/** HTTP/1.1 over one undici pool per origin, every connection through the guard; redirects are never followed. */
export class UndiciTransport implements UpstreamTransport {
  /** In order of last use: the first is the least recently used. */
  readonly #pools = new Map<string, Pool>();
  readonly #options: UndiciTransportOptions;

  constructor(options: UndiciTransportOptions) {
    this.#options = options;
  }

  open(request: UpstreamRequest): UndiciExchange {
    const exchange = new UndiciExchange();
    try {
      const { path, method, headers, body } = request;
      this.#poolOf(request.origin).dispatch({ path, method, headers, body }, exchange);
    } catch (error) {
      exchange.refuse(error);
    }
    return exchange;
  }

  /** Each WebSocket has a connection of its own, through the same guard. */
  connect(request: SocketRequest): SocketDial {
    const { policy, resolve } = this.#options;
    try {
      const { protocol } = checkOutboundUrl(policy, request.origin);
      return dialSocket(request, createGuardedLookup(policy, protocol === 'https:', resolve));
    } catch (error) {
      return { opened: Promise.reject(new UpstreamFailure(failureKind(error, false), false, error)), abort: () => {} };
    }
  }

  trace(origin: string): Promise<readonly ConnectionStep[]> {
    const { policy, connectTimeoutMs: timeoutMs, resolve } = this.#options;
    return traceConnection({ policy, timeoutMs, resolve }, origin);
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.close()));
  }

  #poolOf(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known === undefined) return this.#createPool(origin);
    if (this.#pools.size > this.#options.originsMax / 2) {
      this.#pools.delete(origin);
      this.#pools.set(origin, known);
    }
    return known;
  }

  #createPool(origin: string): Pool {
    const { policy, connectTimeoutMs, connectionsPerOriginMax, resolve } = this.#options;
    const url = checkOutboundUrl(policy, origin);
    this.#evict();
    const pool = new Pool(origin, {
      connections: connectionsPerOriginMax,
      pipelining: 1,
      // One stream a connection: a stalled or broken one takes no other with it.
      allowH2: false,
      // The gateway's deadlines decide, because they know what a call waits for.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: connectTimeoutMs, lookup: createGuardedLookup(policy, url.protocol === 'https:', resolve) },
    });
    this.#pools.set(origin, pool);
    return pool;
  }

  #evict(): void {
    if (this.#pools.size < this.#options.originsMax) return;
    for (const [origin, pool] of this.#pools) {
      if (pool.stats.running > 0 || pool.stats.pending > 0) continue;
      this.#pools.delete(origin);
      pool.close(() => {});
      return;
    }
  }
}
