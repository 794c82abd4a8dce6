import type { z } from 'zod';

/** RFC 9457 problem of a refused submit, as the API and server actions give it. */
export interface FormProblem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly request_id: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** What a submit comes to; the shape a server action returns from carrying out an operation. */
export type FormOutcome<Data> =
  | { readonly data: Data; readonly problem?: undefined }
  | { readonly data?: undefined; readonly problem: FormProblem };

export interface SubmitContext {
  /** One an opened form: a second submit, after a lost answer, changes nothing. */
  idempotencyKey: string;
  /** Version the reader saw; sent as If-Match. */
  ifMatch: number | undefined;
}

/** Carries out the form: a server action, or {@link submitTo}. */
export type SubmitForm<Data> = (values: Record<string, unknown>, context: SubmitContext) => Promise<FormOutcome<Data>>;

/** A submit over HTTP; `output` checks what comes back. Use it where a server action does not fit. */
export function submitTo<Output extends z.ZodType>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  output: Output,
): SubmitForm<z.output<Output>> {
  return async (values, { idempotencyKey, ifMatch }) => {
    const response = await fetch(url, {
      method,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
      },
      body: JSON.stringify(values),
    });
    const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
    return response.ok ? { data: output.parse(body) } : { problem: readProblem(body, response) };
  };
}

/** A problem from whatever a failed response holds; proxies answer with HTML. */
export function readProblem(body: unknown, response: Pick<Response, 'status' | 'headers'>): FormProblem {
  const found = isRecord(body) ? body : {};
  const text = (name: string, otherwise: string): string => (typeof found[name] === 'string' ? found[name] : otherwise);
  const errors = Array.isArray(found.errors) ? found.errors.filter(isFieldError) : [];
  return {
    title: text('title', 'The server did not accept it'),
    status: response.status,
    detail: text('detail', `It answered ${response.status}. Nothing is known to have changed; try again.`),
    code: text('code', 'unknown'),
    request_id: text('request_id', response.headers.get('x-request-id') ?? ''),
    errors,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isFieldError = (value: unknown): value is { pointer: string; detail: string } =>
  isRecord(value) && typeof value.pointer === 'string' && typeof value.detail === 'string';

/** What stands in the form when no answer came at all: a retry with the same key is safe. */
export const lostAnswer: FormProblem = {
  title: 'No answer came',
  status: 0,
  detail: 'The connection broke. Submit again: if the first attempt arrived, it is not carried out twice.',
  code: 'no_answer',
  request_id: '',
};
