import type { CommandRuntime } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { askProvider, checkOutboundUrl, type UpstreamTransport } from '#lib/outbound/index.ts';
import { SsoRefusal } from '../sso-refusal.ts';

const limits = { timeoutMs: 10_000, bodyBytesMax: 512 * 1024 };

export interface Question {
  readonly url: string;
  /** What is asked for, as an administrator reads it: "The discovery document". */
  readonly what: string;
  /** Sent as a form by POST; GET without. */
  readonly form?: URLSearchParams;
  /** A whole header. */
  readonly authorization?: string;
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const unreachable = (message: string): SsoRefusal => new SsoRefusal('provider_unreachable', message);

/** Scheme, host and port of an address the provider named, judged by the guard; its path may have a query. */
function targetOf(policy: CommandRuntime['outbound']['policy'], { url, what }: Question): URL {
  if (!URL.canParse(url)) throw unreachable(`${what} has no address that is one: ${url.slice(0, 200)}`);
  const target = new URL(url);
  try {
    checkOutboundUrl(policy, target.origin);
  } catch (error) {
    if (error instanceof AppError) throw unreachable(`${what} at ${target.host} may not be asked: ${error.detail}`);
    throw error;
  }
  return target;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** One exchange with a provider through the guard, of at most ten seconds and 512 KiB; throws SsoRefusal where no JSON object comes back. */
export async function askJson(
  { policy, transport }: { readonly policy: CommandRuntime['outbound']['policy']; readonly transport: UpstreamTransport },
  question: Question,
): Promise<JsonAnswer> {
  const { what, form, authorization } = question;
  const { origin, host, pathname, search } = targetOf(policy, question);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  if (form !== undefined) headers.push('content-type', 'application/x-www-form-urlencoded');
  if (authorization !== undefined) headers.push('authorization', authorization);
  const body = form === undefined ? null : Buffer.from(form.toString());
  const request = { origin, path: pathname + search, method: form === undefined ? 'GET' : 'POST', headers, body } as const;
  const answer = await askProvider(transport, request, limits);
  if (answer.kind === 'late') throw unreachable(`${what} did not come from ${host} within 10 s`);
  if (answer.kind === 'failed') throw unreachable(`${what} could not be had from ${host}: ${answer.failure.kind.replaceAll('_', ' ')}`);
  const parsed = parseObject(answer.body);
  if (parsed === undefined) throw unreachable(`${what} from ${host} is no JSON object (status ${answer.status})`);
  return { status: answer.status, body: parsed };
}
