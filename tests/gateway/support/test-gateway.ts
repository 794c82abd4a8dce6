import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import type { GatewayParts } from '#lib/gateway/gateway-runtime.ts';
import { createGatewayRuntime, defaultGatewaySettings, type GatewayRuntime, type GatewaySettings } from '#lib/gateway/index.ts';
import type { ConnectionTarget } from '#lib/gateway/snapshot/snapshot.ts';
import { createWebLane } from '#lib/http/define-gateway-route.ts';
import { createGatewayLane } from '#lib/http/node-lane.ts';
import type { ObjectStore } from '#lib/objects/object-store.ts';
import { createAddressPolicy, type ResolveHost, UndiciTransport } from '#lib/outbound/index.ts';
import type { RateStore } from '#lib/rate-limits/engine/rate-store.ts';
import { MemoryLeaseStore, MemoryLedger } from '../../support/memory-lease-store.ts';
import { MemoryRecorder } from './memory-recorder.ts';
import { MemorySnapshot } from './memory-snapshot.ts';
import { roomIn } from './scripted-provider.ts';

export type LaneName = 'fast lane' | 'web lane';

export const tenantId = '01936b1e-7a00-7000-8000-000000000001';
export const keyId = '01936b1e-7a00-7000-8000-0000000000f1';

export interface TestGatewayOptions {
  readonly lane?: LaneName;
  /** Of the web lane: whether a process in front has checked where requests come from. */
  readonly isFronted?: boolean;
  readonly settings?: Partial<GatewaySettings>;
  readonly connectTimeoutMs?: number;
  readonly allowedPrivateNetworks?: readonly string[];
  readonly resolve?: ResolveHost;
  readonly objects?: ObjectStore;
  /** Where rate limits are counted; in memory where it is not said. */
  readonly rates?: RateStore;
  /** What keeps answers; without these each gateway has its own memory, and no Idempotency-Key. */
  readonly stores?: Pick<GatewayParts, 'answerStore' | 'onceStore' | 'approvalDesk' | 'contents' | 'telemetry'>;
  /** Nano-USD by the id of the budget; the rest have nothing. */
  readonly budgetLimits?: Readonly<Record<string, bigint>>;
}

/** A gateway over real sockets, with everything behind it in memory. */
export interface TestGateway {
  /** Ends in /api/v1, as an SDK wants it. */
  readonly baseUrl: string;
  readonly port: number;
  readonly key: string;
  readonly snapshot: MemorySnapshot;
  readonly recorder: MemoryRecorder;
  readonly runtime: GatewayRuntime;
  readonly ledger: MemoryLedger;
  readonly drain: (withinMs: number) => Promise<void>;
  stop(): Promise<void>;
}

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) if (value !== undefined) headers.set(name, String(value));
  return headers;
}

/** The web lane behind Node's server, the way a framework would adapt it. */
function webListener(runtime: GatewayRuntime, isFronted: boolean): RequestListener {
  const answer = createWebLane(
    () => runtime,
    () => isFronted,
  );
  return (message, response) => {
    const leaving = new AbortController();
    response.on('close', () => leaving.abort());
    const hasBody = message.method !== 'GET' && message.method !== 'HEAD';
    const init: RequestInit & { duplex?: 'half' } = {
      method: message.method ?? 'GET',
      headers: headersOf(message),
      signal: leaving.signal,
    };
    if (hasBody) Object.assign(init, { body: Readable.toWeb(message), duplex: 'half' });
    const request = new Request(`http://localhost${message.url}`, init);
    const pipe = async (web: Response): Promise<void> => {
      // As frameworks do: a connection whose request was not read to its end carries no other.
      if (!message.complete) response.shouldKeepAlive = false;
      response.writeHead(web.status, [...web.headers].flat());
      const reader = web.body?.getReader();
      for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
        if (!response.write(part.value)) await roomIn(response);
        if (response.destroyed) await reader?.cancel();
      }
      response.end();
    };
    // A body that fails is no complete answer, as in any server that serves web responses.
    void answer(request).then((web) => pipe(web).catch(() => response.socket?.destroySoon()));
  };
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address === null || typeof address === 'string' ? 0 : address.port);
    });
  });

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const snapshot = new MemorySnapshot();
  const recorder = new MemoryRecorder();
  const upstream = new UndiciTransport({
    policy: createAddressPolicy(options.allowedPrivateNetworks ?? ['127.0.0.0/8']),
    connectTimeoutMs: options.connectTimeoutMs ?? 2_000,
    connectionsPerOriginMax: 256,
    originsMax: 16,
    ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
  });
  const settings = { ...defaultGatewaySettings, keyPepper: snapshot.pepper, ...options.settings };
  const objects = {
    ...(options.objects === undefined ? {} : { objects: options.objects }),
    ...(options.rates === undefined ? {} : { rates: options.rates }),
  };
  const ledger = new MemoryLedger((budgetId) => options.budgetLimits?.[budgetId] ?? 0n, Date.now);
  const store = new MemoryLeaseStore(ledger, newUuid());
  const keeper = new LeaseKeeper({ store, mode: 'leased', clock: systemClock, logger: silentLogger });
  const parts = {
    snapshot,
    recorder,
    keeper,
    clock: systemClock,
    logger: silentLogger,
    settings,
    upstream,
    ...objects,
  };
  const runtime = createGatewayRuntime({ ...parts, ...options.stores });
  const lane = createGatewayLane(runtime, async () => {});
  const server = createServer(options.lane === 'web lane' ? webListener(runtime, options.isFronted === true) : lane.handle);
  if (options.lane !== 'web lane') server.on('checkContinue', lane.checkContinue).on('upgrade', lane.upgrade);
  const port = await listen(server);
  snapshot.addTenant({ tenantId });
  const key = snapshot.addKey({ tenantId, keyId });
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v1`,
    port,
    key,
    snapshot,
    recorder,
    runtime,
    ledger,
    drain: lane.drain,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await lane.close();
    },
  };
}

/** A connection to an OpenAI-compatible endpoint. */
export const connectionTo = (baseUrl: string, more: Partial<ConnectionTarget> = {}): ConnectionTarget => ({
  connectionId: '01936b1e-7a00-7000-8000-0000000000c1',
  name: 'upstream',
  provider: 'openai-compatible',
  baseUrl: `${baseUrl}/v1`,
  credential: 'sk-upstream-secret',
  models: ['gpt-4o-mini'],
  ...more,
});

export const sandboxConnection: ConnectionTarget = {
  connectionId: '01936b1e-7a00-7000-8000-0000000000c2',
  name: 'sandbox',
  provider: 'sandbox',
  baseUrl: null,
  credential: null,
  models: [],
};
