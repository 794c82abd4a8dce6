import type { UploadExecutable } from '#lib/command/define-upload.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { getRuntime } from '#lib/runtime.ts';
import type { RouteHandler } from './define-route.ts';
import { invocationOf } from './invocation.ts';
import { chunksOf, limited } from './read-json.ts';
import { renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';
import { routeInputOf } from './route-input.ts';

const bytesMaxDefault = 10 * 1024 * 1024;

function refuseOtherTypes(request: Request, accepted: readonly string[]): void {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!accepted.includes(type)) throw new AppError('unsupported_media_type', { detail: `Send the file as ${accepted.join(' or ')}.` });
}

/** The whole of an upload route file: the body streams through the operation, parameters travel in the query. */
export function defineUploadRoute(executable: UploadExecutable): RouteHandler {
  const { operation } = executable;
  return async (request, context) => {
    const facts = requestFactsOf(request.headers);
    try {
      const invocation = await invocationOf(request, facts);
      refuseOtherTypes(request, operation.http.contentTypes ?? []);
      const input = await routeInputOf(request, context, operation.http);
      const body = limited(chunksOf(request), operation.http.bodyBytesMax ?? bytesMaxDefault);
      const result = await executable.execute(invocation, input, body);
      return Response.json(encodeOutput(operation, result), {
        status: operation.http.status ?? 200,
        headers: { 'x-request-id': toPublicId('request', facts.requestId), 'cache-control': 'no-store' },
      });
    } catch (error) {
      return renderProblem(error, facts.requestId, getRuntime().logger);
    }
  };
}
