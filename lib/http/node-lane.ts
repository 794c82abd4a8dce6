import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type GatewayRuntime, handleGatewayCall, isGatewayPath } from '#lib/gateway/index.ts';
import { answerUpgrade } from './answer-upgrade.ts';
import type { GatewayLane } from './gateway-lane.ts';
import { NodeGatewayRequest } from './node-gateway-request.ts';
import { NodeGatewayResponder } from './node-gateway-responder.ts';

/** The fast lane: gateway paths answered straight from `node:http`. */
export interface NodeLane extends GatewayLane {
  /** For the server's 'checkContinue' event: 100 Continue is sent only once the caller is known and the body wanted. */
  checkContinue(message: IncomingMessage, response: ServerResponse): void;
  /** For the server's 'upgrade' event. */
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Makes the fast lane over a gateway runtime; `close` ends what the runtime is made of (journal, snapshot). */
export function createGatewayLane(runtime: GatewayRuntime, close: () => Promise<void>): NodeLane {
  const answer = (message: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    const request = new NodeGatewayRequest(message, response, expectsContinue);
    void handleGatewayCall(runtime, request, new NodeGatewayResponder(message, response));
  };
  return {
    owns: isGatewayPath,
    handle: (message, response) => answer(message, response, false),
    checkContinue: (message, response) => answer(message, response, true),
    degraded: () => {
      const staleMs = runtime.snapshot.stalenessMs();
      if (staleMs <= runtime.settings.staleHeaderMs) return undefined;
      return `The configuration could not be checked for ${Math.round(staleMs / 1000)} s; calls are served from the last one known.`;
    },
    upgrade: (message, socket, head) => answerUpgrade(runtime, message, socket, head),
    drain: (withinMs) => drainCalls(runtime, withinMs),
    close: async () => {
      await runtime.upstream.close();
      await close();
    },
  };
}

/** Lets running calls end by themselves for a while, then ends each with an explicit error and an interrupted settle. */
async function drainCalls({ running }: GatewayRuntime, withinMs: number): Promise<void> {
  const timer = setTimeout(() => running.interrupt(), withinMs);
  await running.whenIdle();
  clearTimeout(timer);
}
