import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import type { Answer, AnswerPart } from '../answer.ts';
import { textOf } from '../text-of.ts';
import { readStopReason } from './messages-stop-reasons.ts';
import { readMessagesUsage } from './messages-usage.ts';

/** One block of an answer. Blocks of kinds that a translated request cannot call forth are passed over. */
function readBlock(value: unknown): AnswerPart[] {
  const block = asRecord(value);
  switch (block?.type) {
    case 'text':
      return [{ kind: 'text', text: textOf(block.text) }];
    case 'thinking':
      return [
        { kind: 'thought', text: textOf(block.thinking), seal: { issuer: 'anthropic', data: textOf(block.signature) }, isRedacted: false },
      ];
    case 'redacted_thinking':
      return [{ kind: 'thought', text: '', seal: { issuer: 'anthropic', data: textOf(block.data) }, isRedacted: true }];
    case 'tool_use':
      return [{ kind: 'call', id: textOf(block.id), name: textOf(block.name), arguments: JSON.stringify(block.input ?? {}) }];
    default:
      return [];
  }
}

/** Reads a complete answer of Anthropic's. Throws AppError('provider_error') where it is no message. */
export function readMessage(body: Buffer): Answer {
  const answer = asRecord(parseExactJson(body.toString()));
  if (answer === undefined || !Array.isArray(answer.content)) {
    throw new AppError('provider_error', { detail: 'The provider’s answer has no content, so it is no message.' });
  }
  const choice = { index: 0, parts: asList(answer.content).flatMap(readBlock), stop: readStopReason(textOf(answer.stop_reason)) };
  return { id: answer.id, model: answer.model, choices: [choice], usage: readMessagesUsage(answer.usage) };
}
