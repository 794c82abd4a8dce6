import { type CallerSide, conversationTranslation, type ProviderSide } from '#lib/gateway/translation/conversation-translation.ts';
import { askOf } from './ask-of.ts';

/** The data of the events that a stream of the provider's becomes for a caller, parsed; for tests. `events` are the provider's data. */
export function chunksOf(caller: CallerSide, provider: ProviderSide, events: readonly unknown[], request: object = {}) {
  const stream = conversationTranslation(caller, provider).openStream(askOf(request), 5_000);
  const told = [...events.map((event) => stream.accept(JSON.stringify(event))), stream.finish(), stream.end() ?? Buffer.alloc(0)];
  return Buffer.concat(told)
    .toString()
    .split('\n\n')
    .flatMap((event) => {
      const data = event.split('\n').find((line) => line.startsWith('data: '));
      return data === undefined ? [] : [JSON.parse(data.slice('data: '.length))];
    });
}

/** A provider's whole answer as a caller gets it; for tests. */
export function answerOf(caller: CallerSide, provider: ProviderSide, answer: unknown, request: object = {}) {
  const body = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  return JSON.parse(conversationTranslation(caller, provider).translateAnswer(body, 5_000, askOf(request)).toString());
}
