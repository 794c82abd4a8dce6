import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { askOf } from '#tests/gateway/support/ask-of.ts';
import { conversationTranslation } from '../conversation-translation.ts';
import { messagesSide } from '../messages/messages-side.ts';
import { chatSide } from './chat-side.ts';

const openStream = () => conversationTranslation(messagesSide, chatSide).openStream(askOf({}), 0);

/** The data of the events that come of chunks; each event's name has to be its type. */
function tell(chunks: readonly object[]) {
  const translator = openStream();
  const bytes = [...chunks.map((chunk) => translator.accept(JSON.stringify({ id: 'c1', model: 'gpt', ...chunk }))), translator.finish()];
  return Buffer.concat(bytes)
    .toString()
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      const [name, data] = event.split('\n');
      const parsed = JSON.parse(data?.replace(/^data: /, '') ?? '');
      expect(name).toBe(`event: ${parsed.type}`);
      return parsed;
    });
}

const chunk = (delta: object, finish_reason: string | null = null) => ({ choices: [{ index: 0, delta, finish_reason }] });
const call = (index: number | undefined, sent: string, id?: string, name?: string) =>
  chunk({ tool_calls: [{ index, id, function: { name, arguments: sent } }] });
const open = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
const delta = (index: number, piece: object) => ({ type: 'content_block_delta', index, delta: piece });
const close = (index: number) => ({ type: 'content_block_stop', index });
const said = (index: number, text: string) => delta(index, { type: 'text_delta', text });
const sent = (index: number, partial_json: string) => delta(index, { type: 'input_json_delta', partial_json });
const tool = (id: string, name: string) => ({ type: 'tool_use', id, name, input: {} });

describe('[GW-2] a chat stream for a client of Anthropic’s', () => {
  it('has a start, blocks one after another, and one reason with usage', () => {
    const events = tell([
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning_content: 'hm' }),
      chunk({ content: 'He' }),
      chunk({ content: 'y' }),
      chunk({}, 'length'),
      { choices: [], usage: { prompt_tokens: 5, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 2 } } },
    ]);
    expect(events[0]).toMatchObject({
      type: 'message_start',
      message: { id: 'c1', type: 'message', role: 'assistant', model: 'gpt', content: [], stop_reason: null, usage: { input_tokens: 0 } },
    });
    expect(events.slice(1, -1)).toEqual([
      open(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'hm' }),
      close(0),
      open(1, { type: 'text', text: '' }),
      said(1, 'He'),
      said(1, 'y'),
      close(1),
    ]);
    expect(events.at(-1)).toMatchObject({
      type: 'message_delta',
      delta: { stop_reason: 'max_tokens', stop_sequence: null },
      usage: { input_tokens: 3, cache_read_input_tokens: 2, output_tokens: 3 },
    });
  });

  it.each([
    ['indexed', [call(0, '', 'a', 'f'), call(0, '{"x"'), call(0, ':1}'), call(1, '{}', 'b', 'g')]],
    ['without index', [call(undefined, '{"x"', 'a', 'f'), call(undefined, ':1}'), call(undefined, '{}', 'b', 'g')]],
    ['all under one index', [call(0, '{"x"', 'a', 'f'), call(0, ':1}', 'a', 'f'), call(0, '{}', 'b', 'g')]],
  ])('tells parallel calls, %s', (_what, chunks) => {
    const events = tell([chunk({ content: 'Look' }), ...chunks, chunk({}, 'stop')]);
    expect(events.slice(3, -1)).toEqual([
      close(0),
      open(1, tool('a', 'f')),
      sent(1, '{"x"'),
      sent(1, ':1}'),
      close(1),
      open(2, tool('b', 'g')),
      sent(2, '{}'),
      close(2),
    ]);
    expect(events.at(-1).delta.stop_reason).toBe('tool_use');
  });

  it('tells a refusal as text and as the reason', () => {
    const events = tell([chunk({ refusal: 'No.' }), chunk({}, 'stop')]);
    expect(events[2]).toEqual(said(0, 'No.'));
    expect(events.at(-1).delta.stop_reason).toBe('refusal');
  });

  it('does not guess to which call arguments belong', () => {
    const translator = openStream();
    const accept = (one: object) => translator.accept(JSON.stringify(one));
    accept(call(0, '', 'a', 'f'));
    accept(call(1, '', 'b', 'g'));
    expect(() => accept(call(0, '{}'))).toThrow(AppError);
  });

  it('is a whole message even when nothing was said', () => {
    expect(tell([]).map(({ type }) => type)).toEqual(['message_start', 'message_delta']);
    expect(openStream().accept('nonsense').length).toBe(0);
  });
});
