import { asList, asRecord, parseJson } from '#lib/gateway/json/as-record.ts';
import type { ConnectionTarget } from '#lib/gateway/snapshot/snapshot.ts';
import { readAll } from './read-all.ts';
import { connectionTo, type TestGateway } from './test-gateway.ts';

/** What a caller of any protocol got. */
export interface FamilyReply {
  readonly status: number;
  readonly text: string;
  /** Our code, where an error was told. */
  readonly error: string | undefined;
  /** The answer says that it is over, in the way of its protocol. */
  readonly isComplete: boolean;
  readonly hasUsage: boolean;
  readonly headers: Headers;
  readonly raw: string;
  /** HTTP itself says that the answer is not whole. */
  readonly isBrokenOff: boolean;
}

/** A protocol family as its callers speak it, with the provider that speaks the same. */
export interface Family {
  readonly name: 'openai' | 'anthropic' | 'google' | 'claude on bedrock' | 'converse on bedrock';
  /** The name of the provider, as connections store it. */
  readonly provider: string;
  /** The model that is asked for, where its name decides how the provider is spoken to. */
  readonly model?: string;
  readonly settings?: ConnectionTarget['settings'];
  /** The address of a connection to a provider at `address`. */
  baseUrl(address: string): string;
  /** Path and body of a call, streamed or not. */
  request(model: string, isStreamed: boolean, words: string): { readonly path: string; readonly body: object };
  /** The text in one JSON document, whole answer or event. */
  textIn(document: unknown): string;
  isEnd(data: string): boolean;
  usageIn(document: unknown): unknown;
}

const at = (value: unknown, ...names: readonly (string | number)[]): unknown =>
  names.reduce<unknown>((found, name) => (typeof name === 'number' ? asList(found)[name] : asRecord(found)?.[name]), value);
const textAt = (value: unknown, ...names: readonly (string | number)[]): string => {
  const found = at(value, ...names);
  return typeof found === 'string' ? found : '';
};

const openAi: Family = {
  name: 'openai',
  provider: 'openai-compatible',
  baseUrl: (address) => `${address}/v1`,
  request: (model, isStreamed, words) => ({
    path: '/api/v1/chat/completions',
    body: {
      model,
      messages: [{ role: 'user', content: words }],
      ...(isStreamed ? { stream: true, stream_options: { include_usage: true } } : {}),
    },
  }),
  textIn: (document) => textAt(document, 'choices', 0, 'message', 'content') + textAt(document, 'choices', 0, 'delta', 'content'),
  isEnd: (data) => data === '[DONE]',
  usageIn: (document) => at(document, 'usage', 'prompt_tokens'),
};

const anthropic: Family = {
  name: 'anthropic',
  provider: 'anthropic',
  baseUrl: (address) => address,
  request: (model, isStreamed, words) => ({
    path: '/api/v1/messages',
    body: { model, max_tokens: 500, messages: [{ role: 'user', content: words }], ...(isStreamed ? { stream: true } : {}) },
  }),
  textIn: (document) => textAt(document, 'content', 0, 'text') + textAt(document, 'delta', 'text'),
  isEnd: (data) => data.includes('"message_stop"'),
  usageIn: (document) => at(document, 'usage', 'output_tokens'),
};

const google: Family = {
  name: 'google',
  provider: 'google',
  baseUrl: (address) => address,
  request: (model, isStreamed, words) => ({
    path: `/api/v1beta/models/${model}:${isStreamed ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    body: { contents: [{ role: 'user', parts: [{ text: words }] }] },
  }),
  textIn: (document) => textAt(document, 'candidates', 0, 'content', 'parts', 0, 'text'),
  isEnd: (data) => data.includes('"finishReason"'),
  usageIn: (document) => at(document, 'usageMetadata', 'promptTokenCount'),
};

/** Each protocol by the provider that made it. */
export const families: readonly Family[] = [openAi, anthropic, google];

const onBedrock = { provider: 'bedrock', settings: { region: 'eu-central-1' }, baseUrl: (address: string) => address } as const;

/** And by AWS Bedrock, whose answers are told in another protocol, from binary streams. */
export const allFamilies: readonly Family[] = [
  ...families,
  { ...anthropic, ...onBedrock, name: 'claude on bedrock', model: 'anthropic.sim' },
  { ...openAi, ...onBedrock, name: 'converse on bedrock' },
];

/** A connection to a simulated provider of the family. */
export const familyConnection = (family: Family, address: string, more: Partial<ConnectionTarget> = {}): ConnectionTarget =>
  connectionTo('', {
    provider: family.provider,
    baseUrl: family.baseUrl(address),
    ...(family.settings === undefined ? {} : { settings: family.settings }),
    ...more,
  });

/** Our code in an error of any family's shape; undefined for errors that are not ours, which a provider's answer can hold too. */
function codeIn(document: unknown): string | undefined {
  const error = asRecord(asRecord(document)?.error);
  const inDetails = asRecord(asRecord(asList(error?.details)[0])?.metadata);
  const requestId = error?.request_id ?? asRecord(document)?.request_id ?? inDetails?.request_id;
  const code = inDetails?.code ?? error?.code;
  return typeof requestId === 'string' && requestId.startsWith('req_') && typeof code === 'string' ? code : undefined;
}

/** The data of each event; several lines of data are one (WHATWG HTML §9.2). */
const dataOf = (raw: string): string[] =>
  raw.split(/\r?\n\r?\n/).flatMap((event) => {
    const lines = event.split(/\r?\n/).filter((line) => line.startsWith('data:'));
    return lines.length === 0 ? [] : [lines.map((line) => line.slice(line[5] === ' ' ? 6 : 5)).join('\n')];
  });

/** Makes a call of the family and reads all that comes back. */
export async function callFamily(
  gateway: TestGateway,
  family: Family,
  model: string,
  isStreamed: boolean,
  { words = 'What is a tollgate?', headers = {}, signal }: { words?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<FamilyReply> {
  const { path, body } = family.request(model, isStreamed, words);
  const response = await fetch(`http://127.0.0.1:${gateway.port}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': gateway.key, 'anthropic-version': '2023-06-01', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  const { text: raw, isBrokenOff } = await readAll(response);
  const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const data = isEvents ? dataOf(raw) : [raw];
  const documents = data.filter((one) => one !== '[DONE]').map((one) => parseJson(one));
  const broken = data.find((one) => one !== '[DONE]' && parseJson(one) === undefined);
  if (broken !== undefined) throw new Error(`Something that is not JSON reached the caller: ${JSON.stringify(broken).slice(0, 400)}`);
  const error = documents.map(codeIn).find((code) => code !== undefined);
  return {
    status: response.status,
    text: documents.map((one) => family.textIn(one)).join(''),
    error,
    isComplete: isEvents ? data.some((one) => family.isEnd(one)) : response.status === 200,
    hasUsage: documents.some((one) => family.usageIn(one) !== undefined),
    headers: response.headers,
    raw,
    isBrokenOff,
  };
}
