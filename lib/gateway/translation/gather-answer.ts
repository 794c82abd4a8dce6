import { AppError } from '#lib/core/errors.ts';
import { type Answer, type AnswerEvent, type Choice, noTokens, type StopReason, type TokenProbability } from './answer.ts';
import type { Seal } from './conversation.ts';

/** A part that further events may add to. */
type GrowingPart =
  | { kind: 'text' | 'refusal'; text: string }
  | { kind: 'thought'; number: number; text: string; seal: Seal | null; isRedacted: boolean }
  | { kind: 'call'; number: number; id: string; name: string; arguments: string; seal: string | undefined };

interface GrowingChoice {
  readonly parts: GrowingPart[];
  stop: StopReason;
  readonly logprobs: TokenProbability[];
}

function thoughtOf(parts: GrowingPart[], number: number): Extract<GrowingPart, { kind: 'thought' }> {
  const known = parts.find((part) => part.kind === 'thought' && part.number === number);
  if (known?.kind === 'thought') return known;
  const thought = { kind: 'thought' as const, number, text: '', seal: null, isRedacted: false };
  parts.push(thought);
  return thought;
}

function addText(parts: GrowingPart[], kind: 'text' | 'refusal', text: string): void {
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}

function add(choice: GrowingChoice, event: Exclude<AnswerEvent, { kind: 'start' | 'usage' }>): void {
  const { parts } = choice;
  switch (event.kind) {
    case 'text':
    case 'refusal':
      addText(parts, event.kind, event.text);
      return;
    case 'thought':
      thoughtOf(parts, event.thought).text += event.text;
      return;
    case 'seal':
      Object.assign(thoughtOf(parts, event.thought), { seal: event.seal, isRedacted: event.isRedacted });
      return;
    case 'call':
      parts.push({ kind: 'call', number: event.call, id: event.id, name: event.name, arguments: '', seal: event.seal });
      return;
    case 'arguments':
      for (const part of parts) if (part.kind === 'call' && part.number === event.call) part.arguments += event.text;
      return;
    case 'logprobs':
      choice.logprobs.push(...event.tokens);
      return;
    case 'stop':
      choice.stop = event.stop;
  }
}

/** The whole answer that events tell, for protocols whose whole answers are read like one event of their streams. Throws AppError('provider_error') where they tell none. */
export function gatherAnswer(events: readonly AnswerEvent[]): Answer {
  const choices = new Map<number, GrowingChoice>();
  let head: { readonly id: unknown; readonly model: unknown } = { id: undefined, model: undefined };
  let usage = noTokens;
  for (const event of events) {
    if (event.kind === 'start') head = event;
    else if (event.kind === 'usage') usage = event.usage;
    else {
      const choice = choices.get(event.choice) ?? { parts: [], stop: 'end' as const, logprobs: [] };
      choices.set(event.choice, choice);
      add(choice, event);
    }
  }
  const [first, ...others] = [...choices].map(([index, { parts, stop, logprobs }]): Choice => {
    return { index, parts, stop, logprobs: logprobs.length === 0 ? undefined : logprobs };
  });
  if (first === undefined) throw new AppError('provider_error', { detail: 'The provider’s answer says nothing, so it is no answer.' });
  return { id: head.id, model: head.model, choices: [first, ...others], usage };
}
