import type { StreamEvent, StreamExecutable } from '#lib/command/define-stream.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { toAppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { stoppingSignal } from '#lib/process/stopping.ts';
import { getRuntime } from '#lib/runtime.ts';
import type { RouteHandler } from './define-route.ts';
import { invocationOf } from './invocation.ts';
import { problemOf, renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';
import { routeInputOf } from './route-input.ts';

/** Milliseconds a browser waits before it comes back after the line was cut. */
const retryMs = 2000;

/** The whole of a server-sent events route file (WHATWG HTML, section 9.2). */
export function defineStreamRoute(executable: StreamExecutable): RouteHandler {
  const { operation } = executable;
  return async (request, context) => {
    const facts = requestFactsOf(request.headers);
    try {
      const invocation = await invocationOf(request, facts);
      const lastId = request.headers.get('last-event-id') ?? undefined;
      const ended = new AbortController();
      // The line also ends when the process is about to; browsers then come back and find another one, or this one anew.
      const signal = AbortSignal.any([request.signal, ended.signal, stoppingSignal()]);
      const events = await executable.open(invocation, await routeInputOf(request, context, operation.http), lastId, signal);
      const encode = (event: StreamEvent<unknown> | null) =>
        event === null ? ': nothing new\n\n' : `id: ${event.id}\ndata: ${JSON.stringify(encodeOutput(operation, event.payload))}\n\n`;
      const headers = {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
        'x-request-id': toPublicId('request', facts.requestId),
      };
      return new Response(streamOf(events, encode, facts.requestId, ended), { headers });
    } catch (error) {
      return renderProblem(error, facts.requestId, getRuntime().logger);
    }
  };
}

/** Pulls events as the browser reads them; a failure becomes one `error` event with the problem, then the end. */
function streamOf(
  events: AsyncGenerator<StreamEvent<unknown> | null>,
  encode: (event: StreamEvent<unknown> | null) => string,
  requestId: string,
  ended: AbortController,
): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(text.encode(`retry: ${retryMs}\n\n`));
    },
    async pull(controller) {
      try {
        const { done, value } = await events.next();
        if (done) controller.close();
        else controller.enqueue(text.encode(encode(value)));
      } catch (thrown) {
        const problem = problemOf(toAppError(thrown), requestId);
        controller.enqueue(text.encode(`event: error\ndata: ${JSON.stringify(problem)}\n\n`));
        controller.close();
      }
    },
    cancel() {
      ended.abort();
    },
  });
}
