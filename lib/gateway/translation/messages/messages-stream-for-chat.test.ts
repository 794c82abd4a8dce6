import { describe, expect, it } from 'vitest';
import { askOf } from '#tests/gateway/support/ask-of.ts';
import { chatSide } from '../chat/chat-side.ts';
import { conversationTranslation } from '../conversation-translation.ts';
import { messagesSide } from './messages-side.ts';

const openStream = (usageRequested: boolean, now: number) =>
  conversationTranslation(chatSide, messagesSide).openStream(askOf({}, usageRequested), now);

/** The chunks that come of events, as their first choices, and all events as sent. */
function tell(events: readonly object[], usageRequested = false) {
  const translator = openStream(usageRequested, 5_000);
  const bytes = [...events.map((event) => translator.accept(JSON.stringify(event))), translator.finish()];
  const chunks = Buffer.concat(bytes)
    .toString()
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => JSON.parse(event.replace(/^data: /, '')));
  return { chunks, deltas: chunks.flatMap((chunk) => chunk.choices).map((choice) => choice.delta) };
}

const start = { type: 'message_start', message: { id: 'msg_1', model: 'claude', usage: { input_tokens: 3, output_tokens: 1 } } };
const open = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
const delta = (index: number, piece: object) => ({ type: 'content_block_delta', index, delta: piece });
const close = (index: number) => ({ type: 'content_block_stop', index });
const stop = {
  type: 'message_delta',
  delta: { stop_reason: 'end_turn', stop_sequence: null },
  usage: { output_tokens: 7, input_tokens: null },
};
const said = [open(0, { type: 'text', text: '' }), delta(0, { type: 'text_delta', text: 'Hi' }), close(0)];

describe('[GW-2] a stream of Anthropic’s for a chat client', () => {
  it('begins with the role, ends with one reason, and tells usage only to who asked', () => {
    const events = [start, { type: 'ping' }, ...said, stop, stop, { type: 'message_stop' }];
    const { chunks } = tell(events);
    const head = { id: 'msg_1', model: 'claude', object: 'chat.completion.chunk', created: 5 };
    const choice = (piece: object, finish_reason: string | null = null) => ({ index: 0, delta: piece, logprobs: null, finish_reason });
    const expected = [choice({ role: 'assistant', content: '', refusal: null }), choice({ content: 'Hi' }), choice({}, 'stop')];
    expect(chunks).toEqual(expected.map((one) => ({ ...head, choices: [one] })));
    const asked = tell(events, true).chunks;
    expect(asked.slice(0, -1)).toEqual(chunks.map((chunk) => ({ ...chunk, usage: null })));
    expect(asked.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 7, total_tokens: 10 } });
  });

  it('numbers parallel calls and streams their arguments', () => {
    const { deltas } = tell([
      start,
      ...said,
      open(1, { type: 'tool_use', id: 't1', name: 'f', input: {} }),
      delta(1, { type: 'input_json_delta', partial_json: '' }),
      delta(1, { type: 'input_json_delta', partial_json: '{"a"' }),
      delta(1, { type: 'input_json_delta', partial_json: ':1}' }),
      close(1),
      open(2, { type: 'tool_use', id: 't2', name: 'g', input: {} }),
      close(2),
      { ...stop, delta: { stop_reason: 'tool_use' } },
    ]);
    expect(deltas.slice(2, -1).map((piece) => piece.tool_calls[0])).toEqual([
      { index: 0, id: 't1', type: 'function', function: { name: 'f', arguments: '' } },
      { index: 0, function: { arguments: '{"a"' } },
      { index: 0, function: { arguments: ':1}' } },
      { index: 1, id: 't2', type: 'function', function: { name: 'g', arguments: '' } },
      { index: 1, function: { arguments: '{}' } },
    ]);
  });

  it('streams thinking with its signature', () => {
    const { deltas } = tell([
      start,
      open(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'hm' }),
      delta(0, { type: 'signature_delta', signature: 'sig' }),
      close(0),
      open(1, { type: 'redacted_thinking', data: 'xyz' }),
      close(1),
    ]);
    const format = 'anthropic-claude-v1';
    expect(deltas.slice(1)).toEqual([
      { reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.text', text: 'hm', format, index: 0 }] },
      { reasoning_details: [{ type: 'reasoning.text', signature: 'sig', format, index: 0 }] },
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'xyz', format, index: 1 }] },
    ]);
  });

  it('keeps the digits of arguments that come with the call', () => {
    const block =
      '{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"id":9007199254740993}}}';
    const translator = openStream(false, 0);
    translator.accept(block);
    expect(translator.accept('{"type":"content_block_stop","index":0}').toString()).toContain('{\\"id\\":9007199254740993}');
  });

  it('passes over what it does not know', () => {
    const translator = openStream(false, 0);
    for (const data of ['nonsense', '[]', '{}', '{"type":"new"}', '{"type":"content_block_delta","delta":{"type":"citations_delta"}}']) {
      expect(translator.accept(data).length).toBe(0);
    }
    expect(translator.finish().length).toBe(0);
  });
});
