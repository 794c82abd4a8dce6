import { type HostedTools, responsesHostedTools } from '../../billing/hosted-tools.ts';
import { tierNamed } from '../../billing/tier-named.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { invalidField } from '../../json/invalid-field.ts';
import { type RequestDocument, RequestFields } from '../../json/request-document.ts';
import type { Ask } from '../protocol.ts';

/** The fields of a request for a response that the gateway reads; everything else passes through unseen. */
const readFields = [
  'model',
  'input',
  'stream',
  'background',
  'max_output_tokens',
  'previous_response_id',
  'conversation',
  'prompt',
  'tools',
  'max_tool_calls',
  'service_tier',
] as const;
type ReadField = (typeof readFields)[number];

const responsesFields = new RequestFields(readFields, ['image_url', 'input_audio', 'file_id', 'file_url', 'file_data']);

/** Fields that name what the provider keeps: earlier answers, conversations, prompts with their own instructions. */
const stateFields = ['previous_response_id', 'conversation', 'prompt'] as const;
/** Tools that the caller runs; all others run at the provider and put what they find into the model's context. */
const callersTools = new Set<unknown>(['function', 'custom']);

function readTools(document: RequestDocument<ReadField>): readonly unknown[] {
  const tools = document.expect('tools', 'array', 'a list of tools');
  return tools === undefined ? [] : asList(parseJson(document.body.toString('utf8', tools.start, tools.end)));
}

const hasProvidersTools = (tools: readonly unknown[]): boolean => tools.some((tool) => !callersTools.has(asRecord(tool)?.type));

function hostedTools(document: RequestDocument<ReadField>, tools: readonly unknown[]): HostedTools | undefined {
  return hasProvidersTools(tools) ? responsesHostedTools(tools, document.count('max_tool_calls', 1e6)) : undefined;
}

const hasLinkedState = ({ body, counted }: RequestDocument<ReadField>): boolean =>
  (counted > 0 && (body.includes('"file_id"') || body.includes('"file_url"'))) || body.includes('"item_reference"');

/**
 * Reads a request of the Responses API. What runs in the background would answer before it is done, and nobody would be
 * there to meter it, so it is refused. Throws AppError('malformed_json' | 'invalid_request').
 */
export function readResponsesAsk(body: Buffer): Ask {
  const document = responsesFields.read(body);
  const model = document.model('model');
  const isStateful = stateFields.some((name) => document.given(name) !== undefined);
  const words = 'a text or a list of items';
  const input = isStateful ? document.expect('input', ['string', 'array'], words) : document.require('input', ['string', 'array'], words);
  const streamed = document.boolean('stream') === true;
  if (document.boolean('background') === true) {
    throw invalidField('background', 'Responses in the background are not served; leave "background" out and stream the answer instead.');
  }
  const tools = readTools(document);
  return {
    model,
    streamed,
    // The last event always carries it: there is nothing to ask for.
    usageRequested: true,
    outputTokensMax: document.count('max_output_tokens', 1e9),
    choices: 1,
    serviceTier: tierNamed(document.text('service_tier', 'the name of a service tier')),
    hostedTools: hostedTools(document, tools),
    size: {
      bytes: body.length,
      opaqueBytes: document.opaqueBytes,
      parts: Math.max(1, input?.members ?? 0) + tools.length,
      media: document.counted,
      hasUnseenState: isStateful || hasProvidersTools(tools) || hasLinkedState(document),
    },
    toBody: (change) => document.spliced(change.model === model ? [] : [document.edit('model', JSON.stringify(change.model))]),
    capped: (outputTokensMax) => readResponsesAsk(document.spliced([document.edit('max_output_tokens', String(outputTokensMax))])),
    text: () => textOfRequest(parseJson(body.toString())),
  };
}

/** The texts of instructions, items and tools, joined: what a model reads, without media and without unseen state. */
function textOfRequest(document: unknown): string {
  const request = asRecord(document);
  const texts: unknown[] = [request?.instructions, request?.input];
  for (const item of asList(request?.input).map(asRecord)) {
    texts.push(item?.content, item?.arguments, item?.output);
    for (const part of [...asList(item?.content), ...asList(item?.output)]) texts.push(asRecord(part)?.text);
  }
  const tools = asList(request?.tools);
  if (tools.length > 0) texts.push(JSON.stringify(tools));
  return texts.filter((text) => typeof text === 'string').join('\n');
}
