import { anthropicCountTokens } from '../../protocols/anthropic-count-tokens.ts';
import { geminiCountTokens } from '../../protocols/gemini-count-tokens.ts';
import { countOf } from '../count-of.ts';
import type { FieldReader } from '../field-reader.ts';
import { readGeminiRequest } from '../gemini/read-gemini-request.ts';
import { writeGeminiRequest } from '../gemini/write-gemini-request.ts';
import { readMessagesRequest } from '../messages/read-messages-request.ts';
import { writeMessagesRequest } from '../messages/write-messages-request.ts';
import type { RequestGoal, Translation } from '../translation.ts';
import { wholeTranslation } from '../whole-translation.ts';

/** Anthropic counts what a model reads; the fields that shape its answer do not belong there. */
function messagesToCount(fields: FieldReader, goal: RequestGoal): object {
  const whole = fields.object('generateContentRequest');
  if (whole !== undefined) {
    fields.ignore('model');
    fields.close();
  }
  const request = writeMessagesRequest(readGeminiRequest(whole ?? fields, false), goal);
  const counted = ['model', 'system', 'messages', 'tools', 'tool_choice'];
  return Object.fromEntries(Object.entries(request).filter(([name]) => counted.includes(name)));
}

/** Callers of Anthropic's count_tokens, answered by Gemini: the tokens are those of the model that would be asked. */
const anthropicCountByGemini = wholeTranslation({
  caller: anthropicCountTokens.name,
  provider: geminiCountTokens,
  addressOf: (model) => ({ path: `/v1beta/models/${encodeURIComponent(model)}:countTokens`, query: '' }),
  request: (fields, goal) => {
    const { generationConfig: _shapesTheAnswer, ...counted } = {
      generationConfig: undefined,
      ...writeGeminiRequest(readMessagesRequest(fields), goal),
    };
    return { generateContentRequest: { model: goal.model.startsWith('models/') ? goal.model : `models/${goal.model}`, ...counted } };
  },
  answer: (answer) => ({ input_tokens: countOf(answer.totalTokens) }),
});

/** Callers of Gemini's countTokens, answered by Anthropic. */
const geminiCountByAnthropic = wholeTranslation({
  caller: geminiCountTokens.name,
  provider: anthropicCountTokens,
  spelling: 'either',
  request: messagesToCount,
  answer: (answer) => ({ totalTokens: countOf(answer.input_tokens) }),
});

/** Between the two protocols that count tokens without an answer. */
export const countTranslations: readonly Translation[] = [anthropicCountByGemini, geminiCountByAnthropic];
