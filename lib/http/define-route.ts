import type { Executable } from '#lib/command/executable.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { getRuntime } from '#lib/runtime.ts';
import { invocationOf } from './invocation.ts';
import { renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';
import { type RouteContext, routeInputOf } from './route-input.ts';

export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

function etagOf(body: unknown): Record<string, string> {
  const version = typeof body === 'object' && body !== null ? Reflect.get(body, 'version') : undefined;
  return typeof version === 'number' ? { etag: `"${version}"` } : {};
}

/** The whole of a JSON route file: `export const POST = defineRoute(createTeam)`. */
export function defineRoute(executable: Executable): RouteHandler {
  const { operation } = executable;
  return async (request, context) => {
    const facts = requestFactsOf(request.headers);
    try {
      const invocation = await invocationOf(request, facts);
      const result = await executable.execute(invocation, await routeInputOf(request, context, operation.http));
      const headers = { 'x-request-id': toPublicId('request', facts.requestId), 'cache-control': 'no-store' };
      const status = operation.http.status ?? 200;
      if (status === 204) return new Response(null, { status, headers });
      const body = encodeOutput(operation, result);
      const text = JSON.stringify(body);
      // Where the length is not said, Next compresses every answer, however short, and sends it in chunks.
      const content = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
      return new Response(text, { status, headers: { ...headers, ...content, ...etagOf(body) } });
    } catch (error) {
      return renderProblem(error, facts.requestId, getRuntime().logger);
    }
  };
}
