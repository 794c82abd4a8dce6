import type { ProviderAnswer, UpstreamFailure } from '#lib/outbound/index.ts';

const excerptLengthMax = 300;

/** The provider's own words, cut to a line and without the credential, which some providers quote. */
export function excerptOf(body: string, credential: string | null): string {
  let text = body;
  try {
    const parsed: unknown = JSON.parse(body);
    const error: unknown = Object(parsed).error;
    const message: unknown = typeof error === 'string' ? error : Object(error).message;
    if (typeof message === 'string') text = message;
  } catch {
    // Not JSON: the text itself is the best there is.
  }
  if (credential !== null) text = text.replaceAll(credential, '[credential]');
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, excerptLengthMax);
}

/** Whether an answer says that the credential is not good; null for none that could say so. A known one that may not do this is good. */
export function takesCredential(answer: ProviderAnswer, credential: string | null): boolean | null {
  if (credential === null || answer.kind !== 'answered' || answer.status >= 500) return null;
  if (answer.status === 403) return forbidden.test(excerptOf(answer.body, credential));
  return answer.status !== 401;
}

/** How clouds say that somebody is known and may not. */
const forbidden = /not authorized to perform|permission\b.*\bdenied|does not have .*permission/i;

const reasons: Readonly<Record<UpstreamFailure['kind'], string>> = {
  address_not_allowed: 'The address may not be reached: it is private or reserved, or public without https.',
  unreachable: 'No connection came about: the host is unknown, refuses, or its certificate is not valid.',
  connect_timeout: 'The host did not take the connection in time.',
  reset: 'The connection broke before the answer was complete.',
  protocol: 'What came back is not HTTP.',
  aborted: 'The test was stopped.',
};

function causeOf({ cause }: UpstreamFailure): string {
  const code: unknown = Object(cause).code;
  return typeof code === 'string' && /^[A-Z_0-9]+$/.test(code) ? ` (${code})` : '';
}

/** Why an answer is no success, in a sentence that says what to do; undefined for a success. */
export function faultOf(answer: ProviderAnswer, credential: string | null): string | undefined {
  if (answer.kind === 'late') return 'The provider did not answer in time.';
  if (answer.kind === 'failed') return `${reasons[answer.failure.kind]}${causeOf(answer.failure)}`;
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const excerpt = excerptOf(answer.body, credential);
  const words = excerpt === '' ? '' : ` It said: ${excerpt}`;
  if (status === 403 && forbidden.test(excerpt))
    return `The provider knows the credential, but it may not do this (403). Grant it the permission, or rotate it.${words}`;
  if (status === 401 || status === 403) return `The provider refuses the credential (${status}). Rotate it.${words}`;
  if (status === 429) return `The credential works, but the provider limits its rate or its quota is used up (429).${words}`;
  if (status >= 300 && status < 400) return `The address redirects (${status}), which is never followed. Use the address it leads to.`;
  if (status === 404) return `The provider knows no such path (404). Check the address; most end with /v1.${words}`;
  if (status >= 500) return `The provider has a fault of its own (${status}). Try again later.${words}`;
  return `The provider answered ${status}.${words}`;
}

/** Where lists of models keep their entries, and their names in them. */
const listFields = ['data', 'models', 'publisherModels', 'modelSummaries'] as const;

/** A model's own name: `models/gemini-2.5-flash` and `publishers/google/models/gemini-2.5-flash` stand for the last part. */
function nameOf(entry: unknown): readonly string[] {
  const { id, modelId, name }: { id?: unknown; modelId?: unknown; name?: unknown } = Object(entry);
  const found = id ?? modelId ?? (typeof name === 'string' ? name.replace(/^(?:publishers\/[^/]+\/)?models\//, '') : undefined);
  return typeof found === 'string' && found.length > 0 && found.length <= 200 ? [found] : [];
}

/** Model names in a provider's list: OpenAI's `{data: [{id}]}`, a bare list, and those of Google, Cohere and AWS; anything else is none. */
export function modelsIn(body: string, max: number): readonly string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [];
  }
  const list = Array.isArray(parsed) ? parsed : listFields.map((field): unknown => Object(parsed)[field]).find(Array.isArray);
  return [...new Set((list ?? []).flatMap(nameOf))].sort().slice(0, max);
}
