/** A running gateway that is to be tried, with the keys of a tenant that has a connection to the sandbox. */
export interface ConformanceTarget {
  /** Ends in /api/v1. */
  readonly baseUrl: string;
  readonly key: string;
  /** A key that exists and is disabled. */
  readonly disabledKey: string;
}

/** Something every lane has to do alike. `run` throws when it does not. */
export interface ConformanceCase {
  readonly name: string;
  run(target: ConformanceTarget): Promise<void>;
}

/** What came back, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function send(target: ConformanceTarget, path: string, init: RequestInit = {}, key = target.key): Promise<Reply> {
  const headers = new Headers(init.headers);
  if (key !== '') headers.set('authorization', `Bearer ${key}`);
  const response = await fetch(target.baseUrl + path, { ...init, headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** POST /chat/completions to a model of the sandbox. */
export const chat = (target: ConformanceTarget, model: string, more: object = {}, key?: string): Promise<Reply> =>
  send(
    target,
    '/chat/completions',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'What is a tollgate?' }], max_tokens: 40, ...more }),
    },
    key,
  );

/** The events of a stream; comments are left out. */
export const events = (text: string): string[] =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length));
