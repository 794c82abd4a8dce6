import type { Conversation, OutputFormat, Reasoning, ToolDefinition } from '../conversation.ts';
import { noWord, refusal } from '../field-reader.ts';
import type { RequestGoal } from '../translation.ts';
import { writeChatTurns } from './write-chat-turns.ts';

/** Structured output wants a name; the one that the caller gave, if any. */
function formatOf(format: OutputFormat | undefined): object | undefined {
  if (format === undefined) return undefined;
  if (format.kind === 'json') return { type: 'json_object' };
  const { name = 'answer', description, schema, strict } = format;
  return { type: 'json_schema', json_schema: { name, description, schema, strict } };
}

/**
 * A budget in tokens as an effort, at the steps at which efforts are turned into budgets elsewhere. None at all says
 * nothing: only some reasoning models can be told not to think, and others refuse the field.
 */
function effortOfBudget(tokens: number): string | undefined {
  if (tokens === 0) return undefined;
  if (tokens < 8_192) return 'low';
  return tokens < 16_384 ? 'medium' : 'high';
}

/** A named effort outweighs a budget. OpenAI's scale ends at `xhigh`. */
function effortOf({ effort, budget }: Reasoning): string | undefined {
  if (effort !== undefined) return effort.value === 'max' ? 'xhigh' : effort.value;
  return budget === undefined ? undefined : effortOfBudget(budget.value);
}

const writeTool = ({ name, description, schema, strict }: ToolDefinition): object => ({
  type: 'function',
  function: { name, description, parameters: schema, strict },
});

/**
 * Tools and their choice. A choice among several is told by leaving the others out, since hardly any provider knows
 * OpenAI's `allowed_tools`. Without tools the choice says nothing, and OpenAI would refuse it.
 */
function toolsOf({ tools, toolChoice, parallelCalls }: Conversation): object {
  if (tools.length === 0) return {};
  const { mode = undefined, names = [] } = toolChoice?.value ?? {};
  const [only] = names;
  const isOpen = names.length === 0 || (mode === 'any' && names.length === 1);
  const offered = isOpen ? tools : tools.filter(({ name }) => names.includes(name));
  const word = mode === 'any' ? 'required' : mode;
  return {
    tools: offered.map(writeTool),
    tool_choice: names.length === 1 && mode === 'any' ? { type: 'function', function: { name: only } } : word,
    parallel_tool_calls: parallelCalls?.value === false ? false : undefined,
  };
}

function assertSayable({ topK }: Conversation): void {
  if (topK !== undefined) throw refusal(topK.at, noWord);
}

/**
 * Writes a chat completion request (OpenAI's POST /chat/completions). The limit goes into the field that the provider
 * knows. Marks of caching and the service tier are left out: those providers cache by themselves, and both only touch
 * the price. Throws AppError('invalid_request') for what cannot be said there.
 */
export function writeChatRequest(conversation: Conversation, goal: RequestGoal): object {
  assertSayable(conversation);
  const { isStreamed } = conversation;
  return {
    model: goal.model,
    messages: writeChatTurns(conversation.turns),
    [goal.outputLimitField ?? 'max_completion_tokens']: conversation.outputTokensMax,
    ...toolsOf(conversation),
    temperature: conversation.temperature?.value,
    top_p: conversation.topP,
    seed: conversation.seed?.value,
    presence_penalty: conversation.presencePenalty?.value,
    frequency_penalty: conversation.frequencyPenalty?.value,
    stop: conversation.stop,
    n: conversation.choices?.value,
    logprobs: conversation.logprobs?.value,
    top_logprobs: conversation.topLogprobs?.value,
    reasoning_effort: effortOf(conversation.reasoning),
    verbosity: conversation.verbosity?.value,
    response_format: formatOf(conversation.format),
    user: conversation.user,
    stream: isStreamed ? true : undefined,
    // Callers of other protocols are always told the usage of a stream.
    stream_options: isStreamed ? { include_usage: true } : undefined,
  };
}
