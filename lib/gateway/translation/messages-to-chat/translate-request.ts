import { parseExactJson } from '../../json/exact-json.ts';
import { FieldReader } from '../field-reader.ts';
import type { RequestGoal } from '../translation.ts';
import { joinedText } from './joined-text.ts';
import { translateToolChoice, translateTools } from './translate-tools.ts';
import { translateTurn } from './translate-turn.ts';

/** Anthropic's structured output as `response_format`, which wants a name; the schema is binding there, so it is here. */
function readFormat(config: FieldReader | undefined): object | undefined {
  const format = config?.object('format');
  if (format === undefined) return undefined;
  if (format.requiredText('type') !== 'json_schema') throw format.refuse('type', 'must be "json_schema".');
  const schema = format.take('schema');
  if (schema === undefined) throw format.refuse('schema', 'is missing; it must be a JSON schema.');
  format.close();
  return { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } };
}

/** OpenAI's scale ends at `xhigh`. */
const efforts = new Map([
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['xhigh', 'xhigh'],
  ['max', 'xhigh'],
]);

/** A budget in tokens as an effort, at the steps at which the other direction turns efforts into budgets. */
function effortOfBudget(tokens: number): string {
  if (tokens < 8_192) return 'low';
  return tokens < 16_384 ? 'medium' : 'high';
}

/**
 * `output_config.effort` and `thinking` as `reasoning_effort`; a named effort outweighs a budget. Thinking that is off
 * or up to the model says nothing: only some reasoning models can be told not to think. `display` concerns what of the
 * thinking is shown, which providers of the chat protocol decide themselves.
 */
function readEffort(fields: FieldReader, config: FieldReader | undefined): string | undefined {
  const effort = config?.choice('effort', efforts);
  const thinking = fields.object('thinking');
  const type = thinking?.requiredText('type');
  const budget = thinking?.number('budget_tokens');
  thinking?.ignore('display');
  thinking?.close();
  if (effort !== undefined || type !== 'enabled') return effort;
  return effortOfBudget(budget ?? 0);
}

function readUser(fields: FieldReader): string | undefined {
  const metadata = fields.object('metadata');
  const user = metadata?.text('user_id');
  metadata?.close();
  return user;
}

/**
 * A request of Anthropic's POST /messages as a chat completion (OpenAI's POST /chat/completions). Whatever cannot be
 * said there is refused by its JSON pointer, so is every field that is not known here: `top_k`, the tools that run at
 * Anthropic, containers, MCP servers, context management. Dropped are `cache_control`, since those providers cache by
 * themselves and it only touches the price, and `service_tier`, whose values are Anthropic's contracts.
 */
export function translateRequest(body: Buffer, goal: RequestGoal): Buffer {
  const fields = new FieldReader(parseExactJson(body.toString()), '');
  fields.ignore('model', 'service_tier', 'cache_control');
  const system = joinedText(fields, 'system', '\n\n');
  const turns = fields.objects('messages').flatMap(translateTurn);
  const config = fields.object('output_config');
  const tools = translateTools(fields);
  const isStreamed = fields.flag('stream') === true;
  const request = {
    model: goal.model,
    messages: system === '' ? turns : [{ role: 'system', content: system }, ...turns],
    [goal.outputLimitField ?? 'max_completion_tokens']: fields.number('max_tokens'),
    tools,
    ...translateToolChoice(fields, tools !== undefined),
    temperature: fields.number('temperature'),
    top_p: fields.number('top_p'),
    stop: fields.take('stop_sequences'),
    reasoning_effort: readEffort(fields, config),
    response_format: readFormat(config),
    user: readUser(fields),
    stream: isStreamed ? true : undefined,
    // Anthropic's streams always tell their usage.
    stream_options: isStreamed ? { include_usage: true } : undefined,
  };
  config?.close();
  fields.close();
  return Buffer.from(JSON.stringify(request));
}
