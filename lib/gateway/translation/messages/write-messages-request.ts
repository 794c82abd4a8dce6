import type { Conversation, OutputFormat, ToolChoice } from '../conversation.ts';
import { noWord, refusal } from '../field-reader.ts';
import type { RequestGoal } from '../translation.ts';
import { closedSchema } from './closed-schema.ts';
import { writeMessagesReasoning } from './write-messages-reasoning.ts';
import { writeMessagesTurns } from './write-messages-turns.ts';

/** Anthropic demands `max_tokens`; where neither the caller nor the catalogue names a limit, this is it. In tokens. */
const outputTokensDefault = 4096;

/** Tools without parameters have this schema; Anthropic demands one. */
const noParameters = { type: 'object', properties: {} };

const serviceTiers = { auto: 'auto', default: 'standard_only' } as const;

/**
 * Structured output. The name of a schema is a label and goes; its description is guidance and becomes the schema's own.
 * JSON without a schema has no counterpart.
 */
function formatOf(format: OutputFormat | undefined): object | undefined {
  if (format === undefined) return undefined;
  if (format.kind === 'json') throw refusal(format.at, 'asks for JSON without a schema; this model needs a schema.');
  const schema = format.strict === true ? format.schema : closedSchema(format.schema);
  return { type: 'json_schema', schema: format.description === undefined ? schema : { description: format.description, ...schema } };
}

function choiceOf({ mode, names }: ToolChoice): { readonly type: string; readonly name?: string | undefined } {
  const [only] = names;
  return mode === 'any' && names.length === 1 ? { type: 'tool', name: only } : { type: mode };
}

/** Tools and their choice; a choice among several is told by leaving the others out. Without tools Anthropic would refuse a choice. */
function toolsOf({ tools, toolChoice, parallelCalls }: Conversation): object {
  if (tools.length === 0) return {};
  const { mode = undefined, names = [] } = toolChoice?.value ?? {};
  const isOpen = names.length === 0 || (mode === 'any' && names.length === 1);
  const offered = isOpen ? tools : tools.filter(({ name }) => names.includes(name));
  const choice = toolChoice === undefined ? undefined : choiceOf(toolChoice.value);
  const isSingle = parallelCalls?.value === false && choice?.type !== 'none';
  return {
    tools: offered.map(({ name, description, schema, strict, cacheMark }) => ({
      name,
      description,
      input_schema: schema ?? noParameters,
      strict,
      cache_control: cacheMark,
    })),
    tool_choice: isSingle ? { ...(choice ?? { type: 'auto' }), disable_parallel_tool_use: true } : choice,
  };
}

/** Several choices, log probabilities, seeds, penalties and verbosity cannot be asked for; temperature ends at 1. */
function assertSayable(conversation: Conversation): void {
  const { choices, logprobs, topLogprobs, seed, presencePenalty, frequencyPenalty, verbosity, temperature } = conversation;
  for (const said of [choices, logprobs, topLogprobs, seed, presencePenalty, frequencyPenalty, verbosity]) {
    if (said !== undefined) throw refusal(said.at, noWord);
  }
  if (temperature !== undefined && temperature.value > 1) throw refusal(temperature.at, 'must be at most 1 for this model.');
}

/** Writes a request of Anthropic's POST /messages. Throws AppError('invalid_request') for what cannot be said there. */
export function writeMessagesRequest(conversation: Conversation, goal: RequestGoal): object {
  assertSayable(conversation);
  const { system, messages } = writeMessagesTurns(conversation.turns);
  if (messages.length === 0) {
    throw refusal(conversation.turnsAt, 'must hold at least one message that is no system message, with content.');
  }
  const defaultMax = goal.outputTokensMax ?? outputTokensDefault;
  const reasoning = writeMessagesReasoning(conversation.reasoning, goal.model, conversation.outputTokensMax ?? defaultMax);
  const format = formatOf(conversation.format);
  const { serviceTier, user } = conversation;
  return {
    model: goal.model,
    max_tokens: reasoning.maxTokens,
    system,
    messages,
    ...toolsOf(conversation),
    temperature: conversation.temperature?.value,
    top_p: conversation.topP,
    top_k: conversation.topK?.value,
    stop_sequences: conversation.stop,
    stream: conversation.isStreamed ? true : undefined,
    thinking: reasoning.thinking,
    output_config: reasoning.effort === undefined && format === undefined ? undefined : { effort: reasoning.effort, format },
    metadata: user === undefined ? undefined : { user_id: user },
    service_tier: serviceTier === undefined ? undefined : serviceTiers[serviceTier.value],
  };
}
