import { describe, expect, it } from 'vitest';
import { askOf } from '#tests/gateway/support/ask-of.ts';
import { dataOfStream } from '#tests/gateway/support/data-of-stream.ts';
import { randomAnswer } from '#tests/gateway/support/random-answer.ts';
import { seededRandom } from '../providers/sandbox/seeded-random.ts';
import type { Answer, AnswerEvent } from './answer.ts';
import { chatSide } from './chat/chat-side.ts';
import { conversationTranslation } from './conversation-translation.ts';
import { gatherAnswer } from './gather-answer.ts';
import { geminiSide, geminiStreamSide } from './gemini/gemini-sides.ts';
import { messagesSide } from './messages/messages-side.ts';

const kinds = [
  { whole: chatSide, streamed: chatSide },
  { whole: messagesSide, streamed: messagesSide },
  { whole: geminiSide, streamed: geminiStreamSide },
];
const pairs = kinds.flatMap((caller) => kinds.filter((provider) => provider !== caller).map((provider) => ({ caller, provider })));
const ask = askOf({});

/** What an answer says: adjoining texts are one, and arguments the same whatever their spaces. */
function meaningOf({ choices, usage }: Answer): object {
  const [{ parts, stop }] = choices;
  const text = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
  const calls = parts.flatMap((part) => (part.kind === 'call' ? [[part.id, part.name, part.arguments]] : []));
  const { input, cacheRead, output, reasoning } = usage;
  return { text, calls, stop, usage: { input, cacheRead, output, reasoning } };
}

describe.each(pairs)('[GW-2] answers of $provider.streamed.name for $caller.streamed.name', ({ caller, provider }) => {
  it('say the same when they are told whole', () => {
    const { translateAnswer } = conversationTranslation(caller.whole, provider.whole);
    for (let seed = 1; seed <= 200; seed += 1) {
      const answer = gatherAnswer(randomAnswer(seededRandom(seed)));
      const sent = Buffer.from(JSON.stringify(provider.whole.writeAnswer(answer, 0, ask)));
      expect(meaningOf(caller.whole.readAnswer(translateAnswer(sent, 0, ask))), `seed ${seed}`).toEqual(meaningOf(answer));
    }
  });

  it('say the same when they are streamed', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const events = randomAnswer(seededRandom(seed));
      const writer = provider.streamed.openWriter(ask, 0);
      const sent = dataOfStream(events.map((event) => writer.write(event)).join('') + writer.finish());
      const stream = conversationTranslation(caller.streamed, provider.streamed).openStream(ask, 0);
      const told = dataOfStream(sent.map((data) => stream.accept(data).toString()).join('') + stream.finish().toString());
      const reader = caller.streamed.openReader();
      const read: AnswerEvent[] = told.flatMap((data) => reader.read(data));
      expect(meaningOf(gatherAnswer(read)), `seed ${seed}`).toEqual(meaningOf(gatherAnswer(events)));
    }
  });
});
