import type { Conversation, Effort, OutputFormat, Reasoning, TextPart, Turn } from '../conversation.ts';
import { type FieldReader, noWord } from '../field-reader.ts';
import { readMessagesTools } from './read-messages-tools.ts';
import { readMessagesTurn } from './read-messages-turn.ts';
import { readTexts } from './read-texts.ts';

/** Structured output; its schema is binding there. */
function readFormat(config: FieldReader | undefined): OutputFormat | undefined {
  const format = config?.object('format');
  if (format === undefined) return undefined;
  if (format.requiredText('type') !== 'json_schema') throw format.refuse('type', 'must be "json_schema".');
  const schema = format.take('schema');
  if (typeof schema !== 'object' || schema === null) throw format.refuse('schema', 'is missing; it must be a JSON schema.');
  format.close();
  return { kind: 'schema', schema, strict: true, at: format.at('type') };
}

const efforts: ReadonlyMap<string, Effort> = new Map(
  (['low', 'medium', 'high', 'xhigh', 'max'] as const).map((effort) => [effort, effort]),
);

/**
 * `output_config.effort` and `thinking`. Thinking that is off or up to the model says nothing of how much: only some
 * models can be told not to think. `display` says whether the caller wants to see it.
 */
function readReasoning(fields: FieldReader, config: FieldReader | undefined): Reasoning {
  const effort = config?.choice('effort', efforts);
  const thinking = fields.object('thinking');
  const type = thinking?.requiredText('type');
  const budget = thinking?.saidNumber('budget_tokens');
  const display = thinking?.text('display');
  thinking?.close();
  return {
    effort: config?.said('effort', effort),
    budget: type === 'enabled' ? (budget ?? thinking?.said('budget_tokens', 1_024)) : undefined,
    isShown: type === 'enabled' || type === 'adaptive' ? display !== 'omitted' : undefined,
  };
}

/**
 * What Anthropic takes out of a long conversation. Thinking of earlier turns is no loss, because no other model is given
 * what Anthropic signed; everything else that is to go would have been read.
 */
function checkContextManagement(fields: FieldReader): void {
  const management = fields.object('context_management');
  for (const edit of management?.objects('edits') ?? []) {
    if (!edit.requiredText('type').startsWith('clear_thinking_')) throw edit.refuse('type', noWord);
    edit.ignore('keep');
    edit.close();
  }
  management?.close();
}

function readUser(fields: FieldReader): string | undefined {
  const metadata = fields.object('metadata');
  const user = metadata?.text('user_id');
  metadata?.close();
  return user;
}

function readSystem(fields: FieldReader): readonly Turn[] {
  const parts: readonly TextPart[] = readTexts(fields, 'system');
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

/**
 * Reads a request of Anthropic's POST /messages. What no other protocol can say is refused by its JSON pointer, and so is
 * every field that is not known here: the tools that run at Anthropic, containers, MCP servers. Passed
 * over are `cache_control`, since other providers cache by themselves and it only touches the price, and `service_tier`,
 * whose values are Anthropic's contracts.
 */
export function readMessagesRequest(fields: FieldReader): Conversation {
  fields.ignore('model', 'service_tier', 'cache_control');
  checkContextManagement(fields);
  const config = fields.object('output_config');
  const system = readSystem(fields);
  const conversation = {
    turns: [...system, ...fields.objects('messages').map(readMessagesTurn)],
    turnsAt: fields.at('messages'),
    ...readMessagesTools(fields),
    outputTokensMax: fields.number('max_tokens'),
    reasoning: readReasoning(fields, config),
    format: readFormat(config),
    temperature: fields.saidNumber('temperature'),
    topP: fields.number('top_p'),
    topK: fields.saidNumber('top_k'),
    stop: fields.texts('stop_sequences'),
    user: readUser(fields),
    isStreamed: fields.flag('stream') === true,
  };
  config?.close();
  fields.close();
  return conversation;
}
