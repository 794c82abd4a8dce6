import type { z } from 'zod';
import type { Executable } from '#lib/command/executable.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { tableFormats } from '#lib/contracts/operation.ts';
import { csvLine } from '#lib/core/csv-lines.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { getRuntime } from '#lib/runtime.ts';
import type { RouteHandler } from './define-route.ts';
import { invocationOf } from './invocation.ts';
import { renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';
import { routeInputOf } from './route-input.ts';
import type { TableSpec } from './tables/flat-row.ts';

type Format = (typeof tableFormats)[number];

/** By the parameter, else by what the caller would rather read (RFC 9110, section 12.5.1, with neither weights nor wildcards). */
function formatOf(request: Request, url: URL): Format {
  const given = url.searchParams.get('format');
  const format = tableFormats.find((name) => name === given);
  if (given !== null && format === undefined)
    throw new AppError('validation_failed', { errors: [{ pointer: '/format', detail: `One of ${tableFormats.join(', ')}` }] });
  const accepted = (request.headers.get('accept') ?? '').split(',').map((part) => part.split(';')[0]?.trim().toLowerCase());
  return format ?? (accepted.includes('text/csv') && !accepted.includes('application/json') ? 'csv' : 'json');
}

/** What tools that speak OData call the parameters (OData 4.01, section 11.2.6). */
const odataNames: Readonly<Record<string, string>> = { $top: 'limit', $skiptoken: 'cursor' };

/** The input without what says how it is written. */
const withoutFormat = (input: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => (name === 'format' ? [] : [[odataNames[name] ?? name, value] as const])),
  );

/** The address of the next page: the same question further on. */
function nextAddress(url: URL, site: string | null, cursor: string): string {
  const next = new URL(`${url.pathname}${url.search}`, site ?? url.origin);
  next.searchParams.delete('$skiptoken');
  next.searchParams.set('cursor', cursor);
  return next.href;
}

function written<Body>(format: Format, body: Body, spec: TableSpec<Body>, next: string | null): { text: string; type: string } {
  if (format === 'csv') {
    const columns = spec.columns(body);
    const lines = spec.rows(body).map((row) => csvLine(columns.map((name) => String(row[name] ?? ''))));
    return { text: [csvLine(columns), ...lines].join(''), type: 'text/csv; charset=utf-8' };
  }
  const answer = format === 'json' ? body : { value: spec.rows(body), ...(next === null ? {} : { '@odata.nextLink': next }) };
  return { text: JSON.stringify(answer), type: 'application/json' };
}

/**
 * The whole of a route file whose answer is also a table: JSON as ever, CSV (`format=csv` or Accept), or flat rows with the link to
 * the next page as OData has it (`format=odata`). Every page names the next in a Link header (RFC 8288) as well.
 */
export function defineTableRoute<Input extends z.ZodType, Output extends z.ZodType>(
  executable: Executable<Input, Output>,
  spec: TableSpec<z.input<Output>>,
): RouteHandler {
  const { operation } = executable;
  return async (request, context) => {
    const facts = requestFactsOf(request.headers);
    try {
      const invocation = await invocationOf(request, facts);
      const url = new URL(request.url);
      const format = formatOf(request, url);
      const result = await executable.execute(invocation, withoutFormat(await routeInputOf(request, context, operation.http)));
      // The output schema encodes to its own input side; safeEncode's type says unknown.
      const body = encodeOutput(operation, result) as z.input<Output>;
      const cursor = spec.nextCursor(body);
      const next = cursor === null ? null : nextAddress(url, facts.site, cursor);
      const { text, type } = written(format, body, spec, next);
      const headers = new Headers({
        'content-type': type,
        'cache-control': 'no-store',
        vary: 'accept',
        'x-request-id': toPublicId('request', facts.requestId),
      });
      if (next !== null) headers.set('link', `<${next}>; rel="next"`);
      if (format === 'csv') headers.set('content-disposition', `attachment; filename="tollgate-${spec.name}.csv"`);
      return new Response(text, { headers });
    } catch (error) {
      return renderProblem(error, facts.requestId, getRuntime().logger);
    }
  };
}
