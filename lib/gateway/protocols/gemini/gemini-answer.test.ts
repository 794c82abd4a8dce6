import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { GeminiStreamReader } from './gemini-stream-reader.ts';
import { readGenerateAnswer, textOfGenerateAnswer } from './read-answer.ts';
import { readGenerateAsk } from './read-generate-ask.ts';
import { renderGeminiError, renderGeminiErrorEvent } from './render-gemini-error.ts';

const readerFor = (candidateCount = 1) =>
  new GeminiStreamReader(
    readGenerateAsk(
      Buffer.from(JSON.stringify({ contents: [{}], generationConfig: { candidateCount } })),
      '/models/g:streamGenerateContent',
      true,
    ),
  );
const chunk = (parts: readonly object[], more: object = {}, index?: number) =>
  JSON.stringify({ candidates: [{ content: { role: 'model', parts }, ...(index === undefined ? {} : { index }), ...more }] });

describe('[GW-1] a stream of generated content', () => {
  it('is finished when each candidate gave its reason to stop', () => {
    const reader = readerFor(2);
    expect(reader.accept(chunk([{ text: 'a' }], { finishReason: 'STOP' }, 0))).toBe('forward');
    expect([reader.isFinished, reader.hasContent]).toEqual([false, true]);
    reader.accept(chunk([], { finishReason: 'FINISH_REASON_UNSPECIFIED' }, 1));
    expect(reader.isFinished).toBe(false);
    reader.accept(chunk([], { finishReason: 'MAX_TOKENS' }, 1));
    expect(reader.isFinished).toBe(true);
  });

  it('is finished when the prompt was blocked', () => {
    const reader = readerFor();
    reader.accept('{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4}}');
    expect([reader.isFinished, reader.hasContent, reader.usage]).toEqual([true, false, { promptTokenCount: 4 }]);
  });

  it('keeps thoughts, calls and the last usage', () => {
    const reader = readerFor();
    reader.accept(chunk([{ text: 'Hm.', thought: true, thoughtSignature: 'c2ln' }]));
    reader.accept(chunk([{ functionCall: { name: 'f', args: {} }, thoughtSignature: 'c2ln' }]));
    for (const candidatesTokenCount of [1, 5]) reader.accept(JSON.stringify({ usageMetadata: { candidatesTokenCount } }));
    expect(reader.deliveredText().text).toBe('Hm.{"name":"f","args":{}}');
    expect(reader.usage).toEqual({ candidatesTokenCount: 5 });
  });

  it('knows errors and what is no chunk', () => {
    const reader = readerFor();
    expect([reader.accept('{"cand'), reader.accept('[1]'), reader.accept('{"error":{"code":503}}')]).toEqual([
      'malformed',
      'malformed',
      'error',
    ]);
    expect(reader.error).toEqual({ code: 503 });
    reader.accept(chunk([{ inlineData: { mimeType: 'image/png', data: 'aGk=' } }]));
    expect(reader.hasContent).toBe(true);
  });
});

describe('[GW-1] a complete answer', () => {
  const read = (text: string) => readGenerateAnswer(Buffer.from(text));

  it('has candidates, or says why the prompt was blocked', () => {
    expect(read('{"candidates":[],"usageMetadata":{"promptTokenCount":1}}')).toEqual({ usage: { promptTokenCount: 1 }, fault: null });
    expect(read('{"promptFeedback":{"blockReason":"OTHER"}}')).toEqual({ usage: null, fault: null });
    expect(read('{"usageMetadata":{}}').fault).toContain('no generated content');
    expect(read('{"candidates":[').fault).toContain('not JSON');
  });

  it('has the text of its candidates', () => {
    const body = '{"candidates":[{"content":{"parts":[{"text":"a"},{"text":"b"}]}},{"finishReason":"SAFETY"}]}';
    expect(textOfGenerateAnswer(Buffer.from(body))).toBe('a\nb');
  });
});

describe('[GW-10] an error in Google’s shape', () => {
  const error = new AppError('rate_limited', {
    detail: 'Slow down.',
    errors: [{ pointer: '/generationConfig/candidateCount', detail: 'too many' }],
    headers: { 'retry-after': '7' },
  });

  it('has the canonical status, our code and the request id', () => {
    expect(JSON.parse(renderGeminiError(error, 'req_1').toString())).toEqual({
      error: {
        code: 429,
        message: 'Slow down.',
        status: 'RESOURCE_EXHAUSTED',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'RATE_LIMITED',
            domain: 'tollgate',
            metadata: { code: 'rate_limited', request_id: 'req_1' },
          },
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field: 'generationConfig.candidateCount', description: 'too many' }],
          },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' },
        ],
      },
    });
  });

  it('in a stream is an event, and something left over that no client takes for an end', () => {
    const [event, rest, ...more] = renderGeminiErrorEvent(error, 'req_1').toString().split('\n\n');
    expect([event, more]).toEqual([`data: ${rest}`, []]);
    expect(rest).toBe(renderGeminiError(error, 'req_1').toString());
  });
});
