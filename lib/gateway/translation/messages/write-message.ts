import type { Answer, AnswerPart } from '../answer.ts';
import { carrySeal } from '../carried-seal.ts';
import { inputOf } from '../input-of.ts';
import { writeStopReason } from './messages-stop-reasons.ts';
import { writeMessagesUsage } from './messages-usage.ts';

/** A block of thinking that carries another provider's seal back and forth, since blocks of other kinds have no place for one. */
export const carryingBlock = (seal: string): object => ({
  type: 'thinking',
  thinking: '',
  signature: carrySeal({ issuer: 'gemini', data: seal }, false),
});

function writePart(part: AnswerPart): object[] {
  switch (part.kind) {
    case 'text':
      return [{ type: 'text', text: part.text }];
    case 'refusal':
      // A refusal is text, as it is in Anthropic's answers.
      return [{ type: 'text', text: part.text }];
    case 'thought':
      return [{ type: 'thinking', thinking: part.text, signature: part.seal === null ? '' : carrySeal(part.seal, part.isRedacted) }];
    case 'call': {
      const call = { type: 'tool_use', id: part.id, name: part.name, input: inputOf(part.arguments) };
      return part.seal === undefined ? [call] : [carryingBlock(part.seal), call];
    }
  }
}

/** Writes a complete answer of Anthropic's, of the first choice. Throws AppError('provider_error') for arguments that are no JSON object. */
export function writeMessage({ id, model, choices: [choice], usage }: Answer): object {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: choice.parts.flatMap(writePart),
    stop_reason: writeStopReason(choice.stop),
    stop_sequence: null,
    usage: writeMessagesUsage(usage),
  };
}
