import { parseExactJson } from '../json/exact-json.ts';
import type { Answer, AnswerEvent, EventReader } from './answer.ts';
import type { Conversation } from './conversation.ts';
import type { CallerSide } from './conversation-translation.ts';
import { FieldReader } from './field-reader.ts';
import type { CallersAsk } from './translation.ts';

/**
 * One function has to be called, and no other may be. Then "no parallel calls" can be kept for targets that have no word
 * for it: the model has nothing to choose between, and what it calls a second time with other arguments is cut from the
 * answer, so that the caller gets the one call that was asked for. Where several functions could be called, cutting would
 * hide from the caller what the model meant to do, so there it is still refused.
 */
export const isOneFunctionForced = ({ tools, toolChoice }: Pick<Conversation, 'tools' | 'toolChoice'>): boolean =>
  toolChoice?.value.mode === 'any' && (toolChoice.value.names.length === 1 || tools.length === 1);

/** In the fields of every protocol that can forbid parallel calls; most requests do not have it and are not parsed again. */
const word = 'parallel_tool';

/** Whether the caller has forbidden parallel calls. */
export function wantsOneCall(caller: CallerSide, ask: CallersAsk): boolean {
  const body = ask.toBody({ model: ask.model, reportUsage: false });
  if (!body.includes(word)) return false;
  return caller.readRequest(new FieldReader(parseExactJson(body.toString()), '', caller.spelling)).parallelCalls?.value === false;
}

/** The answer with the first call of each choice alone. */
export function withOneCall(answer: Answer): Answer {
  const [first, ...others] = answer.choices.map((choice) => {
    const firstCall = choice.parts.find(({ kind }) => kind === 'call');
    return { ...choice, parts: choice.parts.filter((part) => part.kind !== 'call' || part === firstCall) };
  });
  return first === undefined ? answer : { ...answer, choices: [first, ...others] };
}

const isOfFurtherCall = (event: AnswerEvent): boolean => (event.kind === 'call' || event.kind === 'arguments') && event.call > 0;

/** Reads a stream as if each choice called once. */
export const withOneCallEach = (reader: EventReader): EventReader => ({
  read: (data) => reader.read(data).filter((event) => !isOfFurtherCall(event)),
});
