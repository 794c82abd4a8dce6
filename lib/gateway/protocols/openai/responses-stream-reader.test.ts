import { describe, expect, it } from 'vitest';
import { ResponsesStreamReader } from './responses-stream-reader.ts';

const event = (type: string, more: object = {}): string => JSON.stringify({ type, ...more });

describe('a stream of typed events', () => {
  it('delivers its deltas, and ends with the event that holds the response', () => {
    const reader = new ResponsesStreamReader();
    expect(reader.accept(event('response.created', { response: { usage: null } }))).toBe('forward');
    expect(reader.hasContent).toBe(false);
    expect(reader.accept(event('response.output_text.delta', { delta: 'Hel' }))).toBe('forward');
    expect(reader.accept(event('response.function_call_arguments.delta', { delta: 'lo' }))).toBe('forward');
    expect(reader.accept(event('response.audio.delta', { delta: 'UklGRg==' }))).toBe('forward');
    expect(reader.accept(event('response.something_new', { delta: 4 }))).toBe('forward');
    expect(reader.accept(event('response.output_text.done', { text: 'Hello' }))).toBe('forward');
    expect(reader.deliveredText()).toEqual({ text: 'Hello', bytes: 5 });
    expect(reader).toMatchObject({ hasContent: true, isFinished: false, usage: null });
    expect(reader.accept(event('response.completed', { response: { usage: { input_tokens: 3 } } }))).toBe('end');
    expect(reader).toMatchObject({ usage: { input_tokens: 3 }, error: null });
  });

  it.each(['response.incomplete', 'response.completed'])('%s ends it without a fault', (type) => {
    const reader = new ResponsesStreamReader();
    expect(reader.accept(event(type))).toBe('end');
    expect(reader.error).toBeNull();
  });

  it('says that a whole stream failed', () => {
    const reader = new ResponsesStreamReader();
    const error = { code: 'server_error', message: 'Out of luck' };
    expect(reader.accept(event('response.failed', { response: { error, usage: null } }))).toBe('end');
    expect(reader).toMatchObject({ error, usage: null });
  });

  it('knows errors in both shapes', () => {
    const typed = new ResponsesStreamReader();
    expect(typed.accept(event('error', { code: 'x', message: 'Typed' }))).toBe('error');
    expect(typed.error).toMatchObject({ message: 'Typed' });
    const plain = new ResponsesStreamReader();
    expect(plain.accept('{"error":{"message":"Plain"}}')).toBe('error');
    expect(plain.error).toMatchObject({ message: 'Plain' });
  });

  it('takes neither a [DONE] nor nonsense for an end', () => {
    const reader = new ResponsesStreamReader();
    expect(reader.accept('[DONE]')).toBe('withhold');
    expect(reader.accept('{"type":')).toBe('malformed');
    expect(reader.isFinished).toBe(false);
  });
});
