import { AppError } from '#lib/core/errors.ts';
import { getRuntime } from '#lib/runtime.ts';
import { renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';

/** Answers every path of the API that no route file has. */
export function refusePath(request: Request): Response {
  const path = new URL(request.url).pathname;
  const error = new AppError('not_found', {
    detail: `There is no ${path.slice(0, 200)}. The paths that exist are in /api/v1/openapi.json.`,
  });
  return renderProblem(error, requestFactsOf(request.headers).requestId, getRuntime().logger);
}
