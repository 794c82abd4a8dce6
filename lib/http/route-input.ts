import type { HttpBinding } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { readJsonObject } from './read-json.ts';

/** The second argument of a Next route handler; a route without a field in its path has no parameters at all. */
export interface RouteContext {
  readonly params: Promise<Readonly<Record<string, string | readonly string[] | undefined>> | undefined>;
}

/** Query parameters as an object; one given twice becomes a list. */
function queryOf(url: URL): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    input[name] = values.length === 1 ? values[0] : values;
  }
  return input;
}

/** Wire input of an operation: query (GET, DELETE, uploads) or JSON body, with the path's fields on top. */
export async function routeInputOf(request: Request, context: RouteContext, http: HttpBinding): Promise<Record<string, unknown>> {
  const fromBody = http.kind === undefined || http.kind === 'json' ? http.method !== 'GET' && http.method !== 'DELETE' : false;
  const input = fromBody ? await readJsonObject(request, http.bodyBytesMax) : queryOf(new URL(request.url));
  const path = (await context.params) ?? {};
  for (const name of Object.keys(path)) {
    // A body that names another resource than the path is a mistake that must not be resolved silently.
    if (name in input && input[name] !== path[name])
      throw new AppError('validation_failed', { errors: [{ pointer: `/${name}`, detail: 'Differs from the path' }] });
    input[name] = path[name];
  }
  return input;
}
