import { describe, expect, it } from 'vitest';
import { ChatStreamReader } from './chat-stream-reader.ts';
import { readChatAsk } from './read-chat-ask.ts';

const reader = (more = ''): ChatStreamReader =>
  new ChatStreamReader(readChatAsk(Buffer.from(`{"model":"m","messages":[{}],"stream":true${more}}`)));
const delta = (content: object, finish: string | null = null, index = 0) =>
  JSON.stringify({ choices: [{ index, delta: content, finish_reason: finish }] });
const usage = '{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}';

describe('ChatStreamReader', () => {
  it('knows content from its announcement', () => {
    const stream = reader();
    expect(stream.accept(delta({ role: 'assistant', content: '' }))).toBe('forward');
    expect(stream.hasContent).toBe(false);
    stream.accept(delta({ content: 'Hé' }));
    stream.accept(delta({ reasoning_content: 'so' }));
    stream.accept(delta({ tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }] }));
    expect(stream.hasContent).toBe(true);
    expect(stream.deliveredText()).toEqual({ text: 'Hésof{}', bytes: 8 });
  });

  it('withholds the chunk that only carries usage, unless the caller asked for it', () => {
    const silent = reader();
    expect(silent.accept(usage)).toBe('withhold');
    expect(silent.usage).toEqual({ prompt_tokens: 3, completion_tokens: 2 });
    expect(reader(',"stream_options":{"include_usage":true}').accept(usage)).toBe('forward');
  });

  it('takes usage from a chunk with content too, and the last one counts', () => {
    const stream = reader();
    expect(stream.accept('{"choices":[{"index":0,"delta":{"content":"a"}}],"usage":{"completion_tokens":1}}')).toBe('forward');
    stream.accept('{"choices":[],"usage":null}');
    expect(stream.usage).toEqual({ completion_tokens: 1 });
  });

  it('is finished when every choice has given its reason', () => {
    const stream = reader(',"n":2');
    stream.accept(delta({}, 'stop', 1));
    stream.accept(delta({}, 'stop', 1));
    expect(stream.isFinished).toBe(false);
    stream.accept(delta({}, 'length', 0));
    expect(stream.isFinished).toBe(true);
    expect(stream.accept('[DONE]')).toBe('end');
  });

  it.each(['{"choices":[', 'null', '[]', '"text"', ''])('calls %j malformed', (data) => {
    expect(reader().accept(data)).toBe('malformed');
  });

  it('passes on what it does not understand', () => {
    for (const data of ['{}', '{"choices":"?"}', '{"choices":[null,3]}', '{"choices":[{"delta":7}]}'])
      expect(reader().accept(data)).toBe('forward');
  });

  it('keeps the error of an error event', () => {
    const stream = reader();
    expect(stream.accept('{"error":{"message":"overloaded"}}')).toBe('error');
    expect(stream.error).toEqual({ message: 'overloaded' });
    expect(reader().accept('{"error":"overloaded"}')).toBe('error');
    expect(reader().accept('{"error":null,"choices":[]}')).toBe('forward');
  });
});
