import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { askOf } from '#tests/gateway/support/ask-of.ts';
import { dataOfStream } from '#tests/gateway/support/data-of-stream.ts';
import { mutated } from '#tests/gateway/support/mutated.ts';
import { randomAnswer } from '#tests/gateway/support/random-answer.ts';
import { randomConversation } from '#tests/gateway/support/random-conversation.ts';
import { seededRandom } from '../providers/sandbox/seeded-random.ts';
import { chatSide } from './chat/chat-side.ts';
import { type CallerSide, conversationTranslation, type ProviderSide } from './conversation-translation.ts';
import { gatherAnswer } from './gather-answer.ts';
import { geminiSide, geminiStreamSide } from './gemini/gemini-sides.ts';
import { messagesSide } from './messages/messages-side.ts';
import { responsesSide } from './responses/responses-side.ts';

type Side = CallerSide & ProviderSide;
const sides: readonly Side[] = [chatSide, messagesSide, geminiSide];
const callers: readonly (CallerSide & Partial<ProviderSide>)[] = [...sides, responsesSide];
/** The side that streams. */
const streamed = <Kind extends CallerSide>(side: Kind): Kind | Side => (side.name === geminiSide.name ? geminiStreamSide : side);
const pairs = callers.flatMap((caller) => sides.filter((provider) => provider !== caller).map((provider) => ({ caller, provider })));
const goal = { model: 'm', outputTokensMax: null };
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value) ?? 'null');

/** Whether it was done; false where it was refused. Every other error is one of ours and breaks the test. */
function isDone(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') return false;
    throw error;
  }
}

/** A request of OpenAI's responses, which have no writer. */
const responsesRequest = {
  instructions: 'Be brief.',
  input: [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'Hi' },
        { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'high' },
      ],
    },
    { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'abc' },
    { type: 'function_call', call_id: 'a', name: 'f', arguments: '{"x":1}' },
    { type: 'function_call_output', call_id: 'a', output: 'one' },
  ],
  tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }],
  tool_choice: { type: 'function', name: 'f' },
  text: { format: { type: 'json_schema', name: 'a', schema: { type: 'object' } } },
  reasoning: { effort: 'low', summary: 'auto' },
};

describe.each(pairs)('[GW-2] what is malformed for $provider.name, from $caller.name', ({ caller, provider }) => {
  const { translateRequest, translateAnswer } = conversationTranslation(caller, provider);

  it('is refused as a request, if it is not translated', () => {
    let refused = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = seededRandom(seed);
      const request = caller.writeRequest?.(randomConversation(random), goal) ?? responsesRequest;
      // As bytes and back, because a writer leaves out by undefined what a caller does not send.
      if (!isDone(() => translateRequest(bytes(mutated(random, JSON.parse(JSON.stringify(request)))), goal))) refused += 1;
    }
    expect(refused).toBeGreaterThan(50);
    expect(refused).toBeLessThan(400);
  });

  it('is no answer, if it is not translated', () => {
    let told = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = seededRandom(seed);
      const answer = mutated(random, JSON.parse(JSON.stringify(provider.writeAnswer(gatherAnswer(randomAnswer(random)), 0, askOf({})))));
      if (isDone(() => translateAnswer(bytes(answer), 0, askOf({})))) told += 1;
    }
    expect(told).toBeGreaterThan(50);
  });

  it('breaks no stream but by an error that can be told', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seededRandom(seed);
      const writer = provider.openWriter(askOf({}), 0);
      const sent =
        randomAnswer(random)
          .map((event) => writer.write(event))
          .join('') + writer.finish();
      const events = dataOfStream(sent).filter((data) => data !== '[DONE]');
      const stream = conversationTranslation(streamed(caller), streamed(provider)).openStream(askOf({}), 0);
      isDone(() => {
        for (const data of events) stream.accept(JSON.stringify(mutated(random, JSON.parse(data))) ?? '');
        stream.finish();
        stream.end();
      });
    }
  });
});
