import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { readChatTurns } from '../chat/read-chat-turns.ts';
import { FieldReader } from '../field-reader.ts';
import { writeMessagesTurns } from './write-messages-turns.ts';

const translate = (...messages: readonly object[]) =>
  JSON.parse(JSON.stringify(writeMessagesTurns(readChatTurns(new FieldReader({ messages }, '')))));
const text = (words: string) => ({ type: 'text', text: words });
const user = { role: 'user', content: 'Hi' };

function pointerOf(...messages: readonly object[]): string | undefined {
  try {
    translate(...messages);
  } catch (error) {
    if (error instanceof AppError) return error.errors[0]?.pointer;
  }
  throw new Error('It was accepted');
}

describe('[GW-2] a chat as turns', () => {
  it('lifts system messages to the top and merges what one side says', () => {
    expect(
      translate(
        { role: 'system', content: 'Be brief.' },
        user,
        { role: 'user', content: [text('there'), text('')] },
        { role: 'developer', content: [text('Be kind.')] },
        { role: 'assistant', content: 'Yes' },
        { role: 'assistant', content: null, refusal: 'no' },
      ),
    ).toEqual({
      system: [text('Be brief.'), text('Be kind.')],
      messages: [
        { role: 'user', content: [text('Hi'), text('there')] },
        { role: 'assistant', content: [text('Yes'), text('no')] },
      ],
    });
  });

  it('makes parallel calls blocks of one turn, and their results with what follows the next', () => {
    const call = (id: string, sent: string) => ({ id, type: 'function', function: { name: 'f', arguments: sent } });
    const { messages } = translate(
      user,
      { role: 'assistant', content: 'Look', tool_calls: [call('call_1', '{"a":1}'), call('f.x:0', '')] },
      { role: 'tool', tool_call_id: 'call_1', content: 'one' },
      { role: 'tool', tool_call_id: 'f.x:0', content: [text('two')] },
      { role: 'user', content: 'Go on' },
    );
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          text('Look'),
          { type: 'tool_use', id: 'call_1', name: 'f', input: { a: 1 } },
          { type: 'tool_use', id: 'f_x2ex_x3a0', name: 'f', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: [text('one')] },
          { type: 'tool_result', tool_use_id: 'f_x2ex_x3a0', content: [text('two')] },
          text('Go on'),
        ],
      },
    ]);
  });

  it('gives signed thinking back, and only that', () => {
    const reasoning_details = [
      { type: 'reasoning.text', text: 'h', format: 'anthropic-claude-v1', index: 0 },
      { type: 'reasoning.text', text: 'm', format: 'anthropic-claude-v1', index: 0 },
      { type: 'reasoning.text', signature: 'sig', format: 'anthropic-claude-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'xyz', format: 'anthropic-claude-v1', index: 1 },
      { type: 'reasoning.text', text: 'unsigned' },
      { type: 'reasoning.text', text: 'other', signature: 'other', format: 'google-gemini-v1' },
    ];
    const { messages } = translate(user, { role: 'assistant', content: 'Yes', reasoning_content: 'hm', reasoning_details });
    expect(messages[1].content).toEqual([
      { type: 'thinking', thinking: 'hm', signature: 'sig' },
      { type: 'redacted_thinking', data: 'xyz' },
      text('Yes'),
    ]);
  });

  it.each([
    [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'high' } },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
    ],
    [
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
    ],
    [
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' }, title: 'a.pdf' },
    ],
    [
      { type: 'text', text: 'long', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'long', cache_control: { type: 'ephemeral' } },
    ],
  ])('reads %j', (part, block) => {
    expect(translate({ role: 'user', content: [part] }).messages[0].content).toEqual([block]);
  });

  it.each([
    ['/messages/0/content/0/type', { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }] }],
    ['/messages/0/content/0/file/file_id', { role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }],
    ['/messages/0/content/0/file/file_data', { role: 'user', content: [{ type: 'file', file: { file_data: 'data:text/csv;base64,AA' } }] }],
    ['/messages/0/content/0/image_url/url', { role: 'user', content: [{ type: 'image_url', image_url: { url: 'ftp://x' } }] }],
    ['/messages/0/name', { role: 'user', content: 'Hi', name: 'Ann' }],
    ['/messages/0/role', { role: 'function', name: 'f', content: '' }],
    ['/messages/0/content', { role: 'user', content: 7 }],
    ['/messages/0/audio', { role: 'assistant', audio: { id: 'a' } }],
    ['/messages/0/tool_call_id', { role: 'tool', content: '' }],
    ['/messages/0/tool_calls/0/type', { role: 'assistant', tool_calls: [{ id: 'a', type: 'custom', custom: {} }] }],
    [
      '/messages/0/tool_calls/0/function/arguments',
      { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: '[1]' } }] },
    ],
  ])('refuses at %s', (pointer, message) => {
    expect(pointerOf(message)).toBe(pointer);
  });
});
