import { WebSocket } from 'ws';
import { RealtimeSimulator } from '../../support/simulator/realtime-simulator.ts';
import { ScriptedProvider } from './scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, type TestGatewayOptions, tenantId } from './test-gateway.ts';

/** Rates in pico-USD a token: gpt-realtime's of 2025, with cached sound at a price of its own so that it can be told apart. */
export const realtimeRates = {
  input: 4_000_000n,
  cache_read: 400_000n,
  output: 16_000_000n,
  input_audio: 32_000_000n,
  cache_read_audio: 500_000n,
  output_audio: 64_000_000n,
};

/** What one response of the simulator costs at these rates, each meter by itself. */
export const responseNanoUsd = 59n * 4_000n + 9n * 32_000n + 60n * 400n + 4n * 500n + 30n * 16_000n + 91n * 64_000n;

/** A caller's end of a session: what came, in order, and how it ended. */
export class Session {
  readonly socket: WebSocket;
  readonly received: { readonly data: Buffer; readonly isBinary: boolean }[] = [];
  readonly opened: Promise<void>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Where the gateway answered by HTTP. */
  refused: { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string } | undefined;
  headers: Readonly<Record<string, unknown>> = {};

  constructor(url: string, protocols: readonly string[], headers: Record<string, string>) {
    const socket = new WebSocket(url, protocols, { headers, perMessageDeflate: false });
    this.socket = socket;
    socket.on('message', (data, isBinary) => this.received.push({ data, isBinary }));
    this.closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })));
    this.opened = new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
      socket.on('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          this.refused = { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() };
          reject(new Error(`refused with ${response.statusCode}: ${this.refused.body}`));
          socket.terminate();
        });
      });
    });
    this.opened.catch(() => {});
  }

  send(event: object): void {
    this.socket.send(Buffer.from(JSON.stringify(event)), { binary: false }, () => {});
  }

  /** Events so far; what is no JSON is left out. */
  get events(): readonly { readonly type: string; readonly [field: string]: unknown }[] {
    return this.received.flatMap(({ data }) => {
      try {
        return [JSON.parse(data.toString())];
      } catch {
        return [];
      }
    });
  }

  /** Waits for the so-manieth event of a type. */
  async until(type: string, count = 1, withinMs = 5_000): Promise<{ readonly [field: string]: unknown }> {
    for (const end = Date.now() + withinMs; ; ) {
      const found = this.events.filter((event) => event.type === type)[count - 1];
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`No ${type} came; ${this.events.map((event) => event.type).join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }
}

export interface RealtimeScene {
  readonly gateway: TestGateway;
  readonly provider: ScriptedProvider;
  readonly simulator: RealtimeSimulator;
  /** Opens a session with the gateway's key. */
  open(options?: { readonly model?: string; readonly protocols?: readonly string[]; readonly headers?: Record<string, string> }): Session;
  readonly stop: () => Promise<void>;
}

/** A gateway with a realtime provider behind it, which serves `gpt-realtime` and the simulator's faults at a known price. */
export async function openRealtime(options: TestGatewayOptions = {}): Promise<RealtimeScene> {
  const provider = new ScriptedProvider();
  const simulator = new RealtimeSimulator();
  provider.onUpgrade = simulator.upgrade;
  const address = await provider.start();
  const gateway = await startTestGateway(options);
  const faults = ['cut', 'truncated', 'stall', 'malformed', 'huge', 'no-usage', 'failed', 'slow-reader', 'silent', 'reset'];
  const models = ['gpt-realtime', ...[...faults, 'rate-limited', 'server-error', 'unauthorized'].map((fault) => `sim-${fault}`)];
  gateway.snapshot.setConnections(tenantId, [connectionTo(address, { models })]);
  for (const model of models) {
    const tiers = [{ fromTokens: 0, picoUsdPerUnit: realtimeRates }];
    gateway.snapshot.addPrice({ provider: 'openai-compatible', model, contextWindowTokens: 32_000, tiers });
  }
  const sessions: Session[] = [];
  return {
    gateway,
    provider,
    simulator,
    open: ({ model = 'gpt-realtime', protocols = [], headers = { authorization: `Bearer ${gateway.key}` } } = {}) => {
      const url = `ws://127.0.0.1:${gateway.port}/api/v1/realtime?model=${encodeURIComponent(model)}`;
      const session = new Session(url, protocols, headers);
      sessions.push(session);
      return session;
    },
    stop: async () => {
      for (const { socket } of sessions) socket.terminate();
      for (const { socket } of simulator.sessions) socket.terminate();
      await gateway.stop();
      await provider.stop();
    },
  };
}
