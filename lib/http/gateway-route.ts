import { type OpenGateway, openGateway } from '#lib/open-gateway.ts';
import { getRuntime } from '#lib/runtime.ts';
import { createWebLane } from './define-gateway-route.ts';

/** On globalThis for the same reason as the runtime: Next may load this module more than once in a process. */
const slot = Symbol.for('tollgate.consoleGateway');
const holder: typeof globalThis & { [slot]?: Promise<OpenGateway> } = globalThis;

/** The gateway of a process that only runs Next: opened at its first call, in direct mode. A failed opening is tried again. */
function consoleGateway(): Promise<OpenGateway> {
  holder[slot] ??= openGateway(getRuntime(), 'direct').catch((error: unknown) => {
    delete holder[slot];
    throw error;
  });
  return holder[slot];
}

/** The handler of every gateway route file, whatever the method: the pipeline itself tells unknown routes and methods apart. */
export const gatewayRoute = createWebLane(async () => (await consoleGateway()).gateway);
