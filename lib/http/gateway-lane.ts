import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What the port needs of the gateway's fast lane; `lib/http/node-lane.ts` is one. */
export interface GatewayLane {
  /** Whether this path (without its query) is the gateway's. Called for every request. */
  owns(path: string): boolean;
  /** Answers in full, errors included; never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Answers a request whose body the caller sends only after 100 Continue; without it the caller is told to go on at once. */
  checkContinue?(request: IncomingMessage, response: ServerResponse): void;
  /** Takes over an upgraded connection on an owned path; without it such connections are refused. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Why calls cannot be served now, such as a stale snapshot; undefined when they can. */
  degraded(): string | undefined;
  /**
   * Waits for running calls up to `withinMs`, then ends those that remain with an explicit error and settles them as
   * interrupted. New calls are still answered meanwhile.
   */
  drain(withinMs: number): Promise<void>;
  /** Hands back leases and flushes the journal. Nothing is answered after it. */
  close(): Promise<void>;
}
