import { describe, expect, it } from 'vitest';
import { readChatAnswer, textOfChatAnswer } from './read-chat-answer.ts';

const read = (text: string) => readChatAnswer(Buffer.from(text));

describe('readChatAnswer', () => {
  it('finds the usage object and nothing wrong', () => {
    expect(read('{"usage":{"prompt_tokens":1},"choices":[]}')).toEqual({ usage: { prompt_tokens: 1 }, fault: null });
    expect(read('{"choices":[]}')).toEqual({ usage: null, fault: null });
    expect(read('{"choices":[],"usage":null}')).toEqual({ usage: null, fault: null });
  });

  it('says what is wrong with the rest', () => {
    expect(read('<html>').fault).toContain('not JSON');
    expect(read('{"choices":[{"message"').fault).toContain('position 22');
    expect(read('{"object":"list"}').fault).toContain('no choices');
    expect(read('{"usage":{"prompt_tokens":1},"error":{}}')).toMatchObject({
      usage: { prompt_tokens: 1 },
      fault: expect.stringContaining('no choices'),
    });
  });

  it('reads the text of every choice', () => {
    const answer = {
      choices: [{ message: { content: 'a' } }, { message: { content: null, tool_calls: [{ id: 'c' }] } }, { message: { refusal: 'no' } }],
    };
    expect(textOfChatAnswer(Buffer.from(JSON.stringify(answer)))).toBe('a\n[{"id":"c"}]\nno');
  });
});
