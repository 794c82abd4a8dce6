import { describe, expect, it } from 'vitest';
import { MessagesStreamReader } from './messages-stream-reader.ts';

const feed = (...events: object[]) => {
  const reader = new MessagesStreamReader();
  const verdicts = events.map((event) => reader.accept(JSON.stringify(event)));
  return { reader, verdicts };
};
const start = (usage: object) => ({ type: 'message_start', message: { usage } });
const delta = (fields: object) => ({ type: 'content_block_delta', index: 0, delta: fields });

describe('a stream of messages', () => {
  it('takes the input from its start and everything else from its end', () => {
    const { reader, verdicts } = feed(
      start({ input_tokens: 9, cache_read_input_tokens: 4, output_tokens: 1 }),
      delta({ type: 'text_delta', text: 'Hi' }),
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7, cache_read_input_tokens: null } },
      { type: 'message_stop' },
    );
    expect(verdicts).toEqual(['forward', 'forward', 'forward', 'end']);
    expect(reader.usage).toEqual({ input_tokens: 9, cache_read_input_tokens: 4, output_tokens: 7 });
    expect(reader.isFinished).toBe(true);
  });

  it('believes no count of output before the end', () => {
    const { reader } = feed(start({ input_tokens: 9, output_tokens: 1 }), delta({ type: 'text_delta', text: 'Hi' }));
    expect(reader.usage).toEqual({ input_tokens: 9 });
    expect(reader.isFinished).toBe(false);
  });

  it('lets later counts of the input prevail', () => {
    const ending = { type: 'message_delta', delta: { stop_reason: 'pause_turn' }, usage: { input_tokens: 900, output_tokens: 7 } };
    expect(feed(start({ input_tokens: 9 }), ending).reader.usage).toEqual({ input_tokens: 900, output_tokens: 7 });
  });

  it('is not finished by a delta without a reason to stop', () => {
    const { reader } = feed({ type: 'message_delta', delta: { stop_reason: null }, usage: { output_tokens: 7 } });
    expect(reader.isFinished).toBe(false);
  });

  it('keeps what was said, thought and called, and no signatures', () => {
    const { reader } = feed(
      delta({ type: 'thinking_delta', thinking: 'Hm. ' }),
      delta({ type: 'signature_delta', signature: 'EqQB' }),
      delta({ type: 'text_delta', text: 'Hi ' }),
      { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', name: 'look', input: {} } },
      delta({ type: 'input_json_delta', partial_json: '{"a":1}' }),
    );
    expect(reader.deliveredText().text).toBe('Hm. Hi look{"a":1}');
    expect(reader.hasContent).toBe(true);
  });

  it('has no content before there is some', () => {
    const { reader } = feed(start({}), { type: 'ping' }, { type: 'content_block_start', content_block: { type: 'text', text: '' } });
    expect(reader.hasContent).toBe(false);
    expect(feed({ type: 'content_block_start', content_block: { type: 'redacted_thinking', data: 'x' } }).reader.hasContent).toBe(true);
  });

  it('passes on what it does not know, and tells errors and garbage apart', () => {
    expect(feed({ type: 'ping' }, { type: 'new' }, {}).verdicts).toEqual(['forward', 'forward', 'forward']);
    const { reader, verdicts } = feed({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
    expect([verdicts, reader.error]).toEqual([['error'], { type: 'overloaded_error', message: 'Overloaded' }]);
    for (const garbage of ['{"type":', '[]', 'null', '']) expect(new MessagesStreamReader().accept(garbage)).toBe('malformed');
  });
});
