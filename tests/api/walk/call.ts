import type { Operation } from '#lib/contracts/operation.ts';
import { pathFieldsOf, type Route, routeOf } from './routes.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, the first event's data of a stream, null for none. */
  readonly body: unknown;
  readonly text: string;
}

export interface CallOptions {
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The file of an upload. */
  readonly file?: { readonly type: string; readonly content: string };
}

type Fields = Readonly<Record<string, unknown>>;

export const isWriteWithBody = ({ http }: Operation): boolean =>
  http.kind !== 'upload' && http.method !== 'GET' && http.method !== 'DELETE';

function requestOf(operation: Operation, input: Fields, options: CallOptions): { request: Request; params: Record<string, string> } {
  const { http } = operation;
  const inPath = pathFieldsOf(http);
  const params = Object.fromEntries(inPath.map((name) => [name, String(input[name])]));
  const rest = Object.entries(input).filter(([name]) => !inPath.includes(name));
  const url = new URL(
    `http://tollgate.test/api/v1${http.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))}`,
  );
  const headers = new Headers({ host: 'tollgate.test', ...options.headers });
  if (options.cookie !== undefined) headers.set('cookie', options.cookie);
  const init: RequestInit = { method: http.method, headers };
  if (isWriteWithBody(operation)) {
    headers.set('content-type', 'application/json');
    init.body = JSON.stringify(Object.fromEntries(rest));
  } else {
    for (const [name, value] of rest) for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  if (http.kind === 'upload') {
    headers.set('content-type', options.file?.type ?? 'text/csv');
    init.body = options.file?.content ?? 'email\n';
  }
  return { request: new Request(url, init), params };
}

async function firstEventOf(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  while (reader !== undefined && !/^data: .*\n\n/m.test(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return /^data: (.*)$/m.exec(text)?.[1] ?? 'null';
}

/** Calls an operation through its route file, as Next would. */
export async function call(routes: readonly Route[], operation: Operation, input: Fields, options: CallOptions = {}): Promise<Answer> {
  const { request, params } = requestOf(operation, input, options);
  // As Next has it: no parameters at all where the path has no field.
  const given = Object.keys(params).length === 0 ? undefined : params;
  const response = await routeOf(routes, operation)(request, { params: Promise.resolve(given) });
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  const text = isStream ? await firstEventOf(response) : await response.text();
  // A download is its text, as its declaration says.
  const isFile = response.headers.has('content-disposition');
  return { status: response.status, headers: response.headers, text, body: text === '' ? null : isFile ? text : JSON.parse(text) };
}
