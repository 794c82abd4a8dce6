import type { Answer, AnswerPart } from '../answer.ts';
import type { CallersAsk } from '../translation.ts';
import { ResponseFrame, responseIdOf, statusOf } from './response-frame.ts';
import { writeCallItem, writeMessageItem, writeMessagePart, writeReasoningItem } from './response-items.ts';

/** Parts of an answer that are one item: text and refusals that follow one another are one message. */
function groupsOf(parts: readonly AnswerPart[]): readonly (readonly [AnswerPart, ...AnswerPart[]])[] {
  const groups: [AnswerPart, ...AnswerPart[]][] = [];
  const isSaid = (part: AnswerPart | undefined): boolean => part?.kind === 'text' || part?.kind === 'refusal';
  for (const part of parts) {
    const last = groups.at(-1);
    if (last !== undefined && isSaid(part) && isSaid(last[0])) last.push(part);
    else groups.push([part]);
  }
  return groups;
}

/** Writes a complete response of OpenAI's, of the first choice. `now` in milliseconds. */
export function writeResponse({ id, model, choices: [choice], usage }: Answer, now: number, ask: CallersAsk): object {
  const output: object[] = [];
  const nextId = (prefix: string) => responseIdOf(prefix, id, output.length);
  const status = statusOf(choice.stop) === 'completed' ? 'completed' : 'incomplete';
  for (const [part, ...others] of groupsOf(choice.parts)) {
    if (part.kind === 'thought') output.push(writeReasoningItem(nextId('rs'), part.text, part.seal, part.isRedacted));
    else if (part.kind === 'call') {
      const seal = part.seal === undefined ? null : { issuer: 'gemini' as const, data: part.seal };
      if (seal !== null) output.push(writeReasoningItem(nextId('rs'), '', seal, false));
      output.push(writeCallItem(nextId('fc'), 'completed', part));
    } else {
      const said = [part, ...others].flatMap((one) =>
        one.kind === 'text' || one.kind === 'refusal' ? [writeMessagePart(one.kind, one.text)] : [],
      );
      output.push(writeMessageItem(nextId('msg'), status, said));
    }
  }
  return new ResponseFrame(ask).write({ id, model, createdSeconds: Math.floor(now / 1000), stop: choice.stop, usage, output });
}
