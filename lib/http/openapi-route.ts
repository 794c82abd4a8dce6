import { createHash } from 'node:crypto';
import { operations } from '#lib/contracts/operations.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { openApiOf } from './openapi.ts';

interface Served {
  readonly text: string;
  readonly etag: string;
}

let served: Served | undefined;

/** The document never changes while the process runs. */
function document(): Served {
  if (served === undefined) {
    const text = JSON.stringify(openApiOf(operations, { version: packageJson.version, server: '/api/v1' }));
    served = { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
  }
  return served;
}

/** The OpenAPI document, for anybody: it says what there is, not what a tenant has. */
export function serveOpenApi(request: Request): Response {
  const { text, etag } = document();
  const headers = { etag, 'cache-control': 'public, max-age=300', 'content-type': 'application/json' };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(text, { headers });
}
