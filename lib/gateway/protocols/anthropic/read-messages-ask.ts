import { type InferenceGeo, inferenceGeos } from '#lib/core/token-usage.ts';
import { type HostedTools, messagesHostedTools } from '../../billing/hosted-tools.ts';
import { type AskedTier, tierNamed } from '../../billing/tier-named.ts';
import { asList, parseJson } from '../../json/as-record.ts';
import { invalidField } from '../../json/invalid-field.ts';
import type { RequestDocument } from '../../json/request-document.ts';
import type { Ask, AskSize } from '../protocol.ts';
import { type MessagesField, messagesFields, messagesSize, textOfMessages } from './messages-request.ts';

const outputTokensMax = 1e9;

/** The limit on the answer. Zero is one: it fills the prompt cache without an answer. */
function readTokensMax(request: RequestDocument<MessagesField>): number {
  const field = request.given('max_tokens');
  if (field === undefined) throw invalidField('max_tokens', '"max_tokens" is missing; send the most tokens that the answer may have.');
  if (request.body.toString('latin1', field.start, field.end) === '0') return 0;
  return request.count('max_tokens', outputTokensMax) ?? 0;
}

/** A request for a message, held as the caller's bytes and the places of the fields we read. Usage is in every answer. */
class MessagesAsk implements Ask {
  readonly model: string;
  readonly streamed: boolean;
  readonly usageRequested = true;
  readonly outputTokensMax: number;
  readonly choices = 1;
  readonly size: AskSize;
  /** By its speed alone: of `service_tier`, capacity that was bought and the standard one, only the answer says which it was. */
  readonly serviceTier: AskedTier | undefined;
  readonly inferenceGeo: InferenceGeo | undefined;
  readonly hostedTools: HostedTools | undefined;
  readonly #request: RequestDocument<MessagesField>;

  constructor(body: Buffer) {
    const request = messagesFields.read(body);
    this.#request = request;
    this.model = request.model('model');
    this.size = messagesSize(request);
    this.streamed = request.boolean('stream') === true;
    this.outputTokensMax = readTokensMax(request);
    this.serviceTier = tierNamed(request.text('speed', 'the name of a speed'));
    const geo = request.text('inference_geo', 'the name of a geography');
    this.inferenceGeo = inferenceGeos.find((known) => known === geo);
    const tools = request.expect('tools', 'array', 'a list of tools');
    const isSearching = tools !== undefined && request.body.includes('web_search');
    this.hostedTools = isSearching
      ? messagesHostedTools(asList(parseJson(request.body.toString('utf8', tools.start, tools.end))))
      : undefined;
  }

  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer {
    return this.#request.spliced(change.model === this.model ? [] : [this.#request.edit('model', JSON.stringify(change.model))]);
  }

  text(): string {
    return textOfMessages(this.#request.body);
  }
}

/** Reads a request of Anthropic's Messages API; throws AppError('malformed_json' | 'invalid_request'). */
export const readMessagesAsk = (body: Buffer): Ask => new MessagesAsk(body);
