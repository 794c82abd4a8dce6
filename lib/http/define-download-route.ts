import type { Download, DownloadExecutable } from '#lib/command/define-download.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { getRuntime } from '#lib/runtime.ts';
import type { RouteHandler } from './define-route.ts';
import { invocationOf } from './invocation.ts';
import { renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';
import { routeInputOf } from './route-input.ts';

/** The whole of a download's route file. */
export function defineDownloadRoute(executable: DownloadExecutable): RouteHandler {
  const { http } = executable.operation;
  return async (request, context) => {
    const facts = requestFactsOf(request.headers);
    try {
      const invocation = await invocationOf(request, facts);
      const input = await routeInputOf(request, context, http);
      const { fileName, contentType, pieces, stretch } = await executable.open(invocation, input, request.headers.get('range'));
      const headers = {
        'content-type': typed(contentType ?? http.contentTypes?.[0] ?? 'text/plain'),
        'content-disposition': `attachment; filename="${fileName}"`,
        'cache-control': 'no-store',
        'x-request-id': toPublicId('request', facts.requestId),
        ...stretchHeaders(stretch),
      };
      return new Response(streamOf(pieces, facts.requestId), { headers, status: stretch?.isPart === true ? 206 : 200 });
    } catch (error) {
      return renderProblem(error, facts.requestId, getRuntime().logger);
    }
  };
}

/** What RFC 9110, section 14, has a kept file say of its bytes. */
function stretchHeaders(stretch: Download['stretch']): Record<string, string> {
  if (stretch === undefined) return {};
  const { from, to, sizeBytes, isPart } = stretch;
  const part = isPart ? { 'content-range': `bytes ${from}-${to - 1}/${sizeBytes}` } : {};
  return { 'accept-ranges': 'bytes', 'content-length': String(to - from), ...part };
}

/** Texts are UTF-8; other files say nothing of characters. */
const typed = (type: string): string => (/^text\/|json$/.test(type) ? `${type}; charset=utf-8` : type);

/** Read as fast as it is taken. A file that cannot be read to its end breaks off: ended properly, it would look complete. */
function streamOf(pieces: AsyncGenerator<string | Uint8Array>, requestId: string): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  let isTaken = true;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next();
        // Who left while the piece was read is told nothing more.
        if (!isTaken) return;
        if (done) controller.close();
        else controller.enqueue(typeof value === 'string' ? text.encode(value) : value);
      } catch (err) {
        if (!isTaken) return;
        getRuntime().logger.error({ err, requestId }, 'A download broke off');
        controller.error(err);
      }
    },
    async cancel() {
      isTaken = false;
      await pieces.return(undefined);
    },
  });
}
