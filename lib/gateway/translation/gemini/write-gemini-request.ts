import type { Conversation, OutputFormat, ToolDefinition } from '../conversation.ts';
import { noWord, refusal } from '../field-reader.ts';
import { isOneFunctionForced } from '../one-call.ts';
import type { RequestGoal } from '../translation.ts';
import { writeGeminiReasoning } from './write-gemini-reasoning.ts';
import { writeGeminiTurns } from './write-gemini-turns.ts';

/** JSON with or without a schema. The name of a schema is a label and goes; its description is guidance and becomes its own. */
function formatOf(format: OutputFormat | undefined): object {
  if (format === undefined) return {};
  if (format.kind === 'json') return { responseMimeType: 'application/json' };
  const { description, schema } = format;
  return { responseMimeType: 'application/json', responseJsonSchema: description === undefined ? schema : { description, ...schema } };
}

/** Tools without parameters have none here. */
const declarationOf = ({ name, description, schema }: ToolDefinition): object => ({ name, description, parametersJsonSchema: schema });

const modes = { auto: 'AUTO', none: 'NONE', any: 'ANY' } as const;

/**
 * Functions and how they may be called. That arguments follow their schema strictly holds for `ANY` anyway and is what
 * `VALIDATED` promises otherwise. That calls come one by one cannot be asked for; it is kept where one function is forced.
 */
function toolsOf(conversation: Conversation): object {
  const { tools, toolChoice, parallelCalls } = conversation;
  if (tools.length === 0) return {};
  const isHarmless = toolChoice?.value.mode === 'none' || isOneFunctionForced(conversation);
  if (parallelCalls?.value === false && !isHarmless) throw refusal(parallelCalls.at, noWord);
  const declared = { tools: [{ functionDeclarations: tools.map(declarationOf) }] };
  const { mode = 'auto', names = [] } = toolChoice?.value ?? {};
  const isStrict = tools.some(({ strict }) => strict === true) || names.length > 0;
  if (toolChoice === undefined && !isStrict) return declared;
  const calling = {
    mode: mode === 'auto' && isStrict ? 'VALIDATED' : modes[mode],
    allowedFunctionNames: mode !== 'none' && names.length > 0 ? names : undefined,
  };
  return { ...declared, toolConfig: { functionCallingConfig: calling } };
}

/**
 * Writes a request of Google's generateContent, streamed or not. Who asks (`user`), marks of caching and the service tier
 * have no place there and do not touch the answer. Throws AppError('invalid_request') for what cannot be said there.
 */
export function writeGeminiRequest(conversation: Conversation, goal: RequestGoal): object {
  const { verbosity } = conversation;
  if (verbosity !== undefined) throw refusal(verbosity.at, noWord);
  const { systemInstruction, contents } = writeGeminiTurns(conversation.turns, goal.model);
  if (contents.length === 0) {
    throw refusal(conversation.turnsAt, 'must hold at least one message that is no system message, with content.');
  }
  const generationConfig = {
    maxOutputTokens: conversation.outputTokensMax,
    temperature: conversation.temperature?.value,
    topP: conversation.topP,
    topK: conversation.topK?.value,
    seed: conversation.seed?.value,
    presencePenalty: conversation.presencePenalty?.value,
    frequencyPenalty: conversation.frequencyPenalty?.value,
    stopSequences: conversation.stop,
    candidateCount: conversation.choices?.value,
    responseLogprobs: conversation.logprobs?.value,
    logprobs: conversation.topLogprobs?.value,
    thinkingConfig: writeGeminiReasoning(conversation.reasoning, goal.model),
    ...formatOf(conversation.format),
  };
  const isConfigured = Object.values(generationConfig).some((value) => value !== undefined);
  return { systemInstruction, contents, ...toolsOf(conversation), generationConfig: isConfigured ? generationConfig : undefined };
}
