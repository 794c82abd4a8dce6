import { serve } from 'inngest/edge';
import { durableFunctions } from '#inngest/functions/index.ts';
import { getRuntime, type Runtime } from '#lib/runtime.ts';
import { inngestClient } from './inngest-client.ts';
import { inngestFunctions } from './inngest-functions.ts';

type Handler = (request: Request) => Promise<Response>;

const handlers = new WeakMap<Runtime, Handler | null>();

function handlerOf(runtime: Runtime): Handler | null {
  const known = handlers.get(runtime);
  if (known !== undefined) return known;
  const { env, logger, databases, clock } = runtime;
  const client = inngestClient(env, logger);
  const room = { databases, functions: durableFunctions, context: runtime, clock, logger };
  const handler =
    client === null
      ? null
      : serve({
          ...{ client, functions: inngestFunctions(client, room), servePath: '/api/inngest' },
          ...(env.PUBLIC_URL === undefined ? {} : { serveOrigin: env.PUBLIC_URL }),
        });
  handlers.set(runtime, handler);
  return handler;
}

/** Answers the Inngest server that carries functions out; its signature is required. Without one configured there is nothing here. */
export async function answerInngest(request: Request): Promise<Response> {
  const handler = handlerOf(getRuntime());
  return handler === null ? new Response('Not found\n', { status: 404 }) : await handler(request);
}
