import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** What a caller got over plain HTTP. */
export interface HttpAnswer {
  /** 0 when not even a status arrived. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether the last byte arrived. */
  readonly isWhole: boolean;
}

export interface HttpCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly agent?: Agent;
  /** The caller leaves. */
  readonly signal?: AbortSignal;
  /** Told when the status and the headers have arrived. */
  readonly onHead?: (requestId: string | undefined) => void;
}

/** Callers of one process with connections that are kept. */
export const keptConnections = (most: number): Agent => new Agent({ keepAlive: true, maxSockets: most });

/** Sends a request; never rejects: a connection that broke shows in `status` and `isWhole`. */
export function httpCall(url: string, { method = 'GET', headers = {}, body, agent, signal, onHead }: HttpCall = {}): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, {
      method,
      headers: { ...length, ...headers },
      ...(agent === undefined ? {} : { agent }),
      ...(signal === undefined ? {} : { signal }),
    });
    const broken = () => resolve({ status: 0, headers: {}, body: '', isWhole: false });
    sent.on('error', broken);
    sent.on('response', (response) => {
      const requestId = response.headers['x-tollgate-request-id'];
      onHead?.(typeof requestId === 'string' ? requestId : undefined);
      let text = '';
      const end = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, isWhole: response.complete });
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', end);
      response.on('error', end);
      response.on('close', end);
    });
    sent.end(body);
  });
}

/** A chat completion with a virtual key. */
export function chat(
  address: string,
  key: string,
  body: Readonly<Record<string, unknown>>,
  more: Omit<HttpCall, 'method' | 'body'> = {},
): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more.headers };
  return httpCall(`${address}/api/v1/chat/completions`, { ...more, method: 'POST', headers, body: JSON.stringify(body) });
}

export const hello = { messages: [{ role: 'user', content: 'What is a tollgate?' }], max_tokens: 12 } as const;
