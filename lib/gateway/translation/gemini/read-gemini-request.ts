import type { Conversation, Effort, OutputFormat, Reasoning } from '../conversation.ts';
import { FieldReader } from '../field-reader.ts';
import { readGeminiSchema } from './gemini-schema.ts';
import { readGeminiTools } from './read-gemini-tools.ts';
import { readGeminiTurns } from './read-gemini-turns.ts';

const isUnset = (value: unknown): boolean => typeof value === 'string' && /unspecified$/i.test(value);
const isTextOnly = (value: unknown): boolean => Array.isArray(value) && value.every((modality) => /^text$/i.test(String(modality)));

const levels = new Map<string, Effort>(
  (['minimal', 'low', 'medium', 'high'] as const).flatMap((level): [string, Effort][] => [
    [level, level],
    [level.toUpperCase(), level],
  ]),
);

/** A level, or a budget in tokens; −1 leaves it to the model and 0 forbids to think. */
function readReasoning(config: FieldReader | undefined): Reasoning {
  const thinking = config?.object('thinkingConfig');
  const level = thinking?.choice('thinkingLevel', levels);
  const budget = thinking?.saidNumber('thinkingBudget');
  const isShown = thinking?.flag('includeThoughts');
  thinking?.close();
  return {
    effort: thinking?.said('thinkingLevel', level),
    budget: budget !== undefined && budget.value >= 0 ? budget : undefined,
    isShown,
  };
}

function readFormat(config: FieldReader | undefined): OutputFormat | undefined {
  const type = config?.text('responseMimeType') ?? 'text/plain';
  const openApi = config?.take('responseSchema');
  const json = config?.take('responseJsonSchema') ?? config?.take('_responseJsonSchema');
  if (config === undefined || type === 'text/plain') return undefined;
  if (type !== 'application/json') throw config.refuse('responseMimeType', 'must be "text/plain" or "application/json" for this model.');
  const schema = json ?? readGeminiSchema(openApi);
  if (schema === undefined) return { kind: 'json', at: config.at('responseMimeType') };
  const at = config.at(json === undefined ? 'responseSchema' : 'responseJsonSchema');
  if (typeof schema !== 'object' || schema === null) throw config.refuse('responseSchema', 'must be a schema.');
  return { kind: 'schema', schema, at };
}

function readSampling(config: FieldReader) {
  const choices = config.saidNumber('candidateCount');
  const presencePenalty = config.saidNumber('presencePenalty');
  const frequencyPenalty = config.saidNumber('frequencyPenalty');
  const logprobs = config.flag('responseLogprobs');
  return {
    outputTokensMax: config.number('maxOutputTokens'),
    temperature: config.saidNumber('temperature'),
    topP: config.number('topP'),
    topK: config.saidNumber('topK'),
    seed: config.saidNumber('seed'),
    presencePenalty: presencePenalty?.value === 0 ? undefined : presencePenalty,
    frequencyPenalty: frequencyPenalty?.value === 0 ? undefined : frequencyPenalty,
    stop: config.texts('stopSequences'),
    choices: choices?.value === 1 ? undefined : choices,
    logprobs: logprobs === true ? config.said('responseLogprobs', logprobs) : undefined,
    topLogprobs: config.saidNumber('logprobs'),
  };
}

/** Filters that are off say nothing; no other provider has any that a request could set. */
function checkSafety(fields: FieldReader): void {
  for (const setting of fields.objects('safetySettings')) {
    setting.ignore('category', 'method');
    setting.expectOnly('threshold', (value) => value === 'OFF' || value === 'BLOCK_NONE' || isUnset(value));
    setting.close();
  }
}

/**
 * Reads a request of Google's generateContent. What no other protocol can say is refused by its JSON pointer, and so is
 * every field that is not known here: tools that run at Google, cached contents, sound and pictures as answers. Labels
 * are for Google's bill; how finely media are looked at (`mediaResolution`) only Gemini can be told.
 */
export function readGeminiRequest(fields: FieldReader, isStreamed: boolean): Conversation {
  fields.ignore('model', 'labels', 'store');
  const turns = readGeminiTurns(fields);
  const config = fields.object('generationConfig') ?? new FieldReader({}, fields.at('generationConfig'), 'either');
  config.ignore('mediaResolution');
  config.expectOnly('responseModalities', isTextOnly);
  config.expectOnly('enableEnhancedCivicAnswers', (value) => value === false);
  const conversation = {
    turns,
    turnsAt: fields.at('contents'),
    ...readGeminiTools(fields),
    ...readSampling(config),
    reasoning: readReasoning(config),
    format: readFormat(config),
    isStreamed,
  };
  config.close();
  checkSafety(fields);
  fields.expectOnly('serviceTier', (value) => isUnset(value) || /^standard$/i.test(String(value)));
  fields.close();
  return conversation;
}
