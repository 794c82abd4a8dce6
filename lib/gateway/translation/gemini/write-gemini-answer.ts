import type { Answer, AnswerCall, AnswerPart, Choice } from '../answer.ts';
import { carrySeal } from '../carried-seal.ts';
import { inputOf } from '../input-of.ts';
import { writeGeminiFinish } from './gemini-finish-reasons.ts';
import { writeGeminiLogprobs } from './gemini-logprobs.ts';
import { writeGeminiUsage } from './gemini-usage.ts';

/** A call as a part. Throws AppError('provider_error') for arguments that are no JSON object. */
export const writeGeminiCall = ({ id, name, arguments: sent, seal }: Omit<AnswerCall, 'kind'>): object => ({
  functionCall: { id: id === '' ? undefined : id, name, args: inputOf(sent) },
  thoughtSignature: seal,
});

function writePart(part: AnswerPart): object {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return { text: part.text };
    case 'thought': {
      const isSealed = part.seal !== null && part.seal.data !== '';
      return {
        text: part.text,
        thought: true,
        thoughtSignature: isSealed && part.seal !== null ? carrySeal(part.seal, part.isRedacted) : undefined,
      };
    }
    case 'call':
      return writeGeminiCall(part);
  }
}

const writeCandidate = ({ index, parts, stop, logprobs }: Choice): object => ({
  content: { parts: parts.map(writePart), role: 'model' },
  finishReason: writeGeminiFinish(stop),
  index,
  logprobsResult: logprobs === undefined ? undefined : writeGeminiLogprobs(logprobs),
});

/** Writes a complete `GenerateContentResponse`. */
export const writeGeminiAnswer = ({ id, model, choices, usage }: Answer): object => ({
  candidates: choices.map(writeCandidate),
  usageMetadata: writeGeminiUsage(usage),
  modelVersion: model,
  responseId: id,
});
