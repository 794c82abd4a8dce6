import { askProvider, type ProviderAnswer } from './ask-provider.ts';
import type { ProviderAccess, TokenExchange } from './provider-access.ts';
import type { UpstreamTransport } from './upstream-exchange.ts';

/** A token that the provider takes until it ends. */
export interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** What came of an exchange. */
export type TokenOutcome =
  | { readonly kind: 'token'; readonly token: AccessToken }
  /** The service judged the credential; `words` are its own. */
  | { readonly kind: 'refused'; readonly words: string }
  /** The service cannot be asked, or answers with something else. */
  | { readonly kind: 'failed'; readonly answer: ProviderAnswer };

const limits = { timeoutMs: 10_000, bodyBytesMax: 64 * 1024 };
/** A service that does not say how long its token lives is not believed for longer. */
const assumedSeconds = 300;
const wordsMax = 300;
/** What a header can carry. */
const tokenPattern = /^[\x21-\x7e]{1,16384}$/;

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    return Object(parsed);
  } catch {
    return {};
  }
}

function readAnswer(answer: ProviderAnswer, now: number): TokenOutcome {
  if (answer.kind !== 'answered') return { kind: 'failed', answer };
  const fields = parse(answer.body);
  const { access_token: value, expires_in: seconds, error, error_description: description } = fields;
  if (answer.status === 200 && typeof value === 'string' && tokenPattern.test(value)) {
    const lifeMs = (typeof seconds === 'number' && seconds > 0 ? seconds : assumedSeconds) * 1000;
    return { kind: 'token', token: { value, endsAt: now + lifeMs } };
  }
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429 && typeof error === 'string') {
    const words = typeof description === 'string' ? `${error}: ${description}` : error;
    return { kind: 'refused', words: words.slice(0, wordsMax) };
  }
  return { kind: 'failed', answer };
}

/** Exchanges a credential for a token, through the guard of outbound calls. Throws only what the exchange's own `request` throws. */
export async function exchangeToken(
  transport: UpstreamTransport,
  exchange: TokenExchange,
  access: Pick<ProviderAccess, 'settings' | 'now'> & { readonly credential: string },
): Promise<TokenOutcome> {
  return readAnswer(await askProvider(transport, exchange.request(access), limits), access.now);
}
