import { ApiError, GoogleGenAI, type Part } from '@google/genai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lanes } from '../gateway/support/call.ts';
import { answerJson, answerStream, ScriptedProvider } from '../gateway/support/scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, tenantId } from '../gateway/support/test-gateway.ts';

const model = 'gemini-2.5-flash';
const usageMetadata = { promptTokenCount: 5, candidatesTokenCount: 3, totalTokenCount: 8 };
const response = (parts: readonly object[], more: object = {}): string =>
  JSON.stringify({ candidates: [{ content: { role: 'model', parts }, ...more }], usageMetadata });
const event = (parts: readonly object[], more: object = {}): string => `data: ${response(parts, more)}\r\n\r\n`;

const places = lanes.flatMap((lane) => [{ lane, mount: '/api' } as const, { lane, mount: '/api/genai' } as const]);

describe.each(places)('[GW-1] the official @google/genai SDK through the $lane at $mount', ({ lane, mount }) => {
  let gateway: TestGateway;
  let provider: ScriptedProvider;

  beforeAll(async () => {
    provider = new ScriptedProvider();
    const baseUrl = await provider.start();
    gateway = await startTestGateway({ lane });
    const models = [model, 'gemini-embedding-001'];
    gateway.snapshot.setConnections(tenantId, [{ ...connectionTo(''), provider: 'google', baseUrl, models }]);
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
  });

  // The SDK's own default is v1; v1beta is what most applications set.
  const clients = (apiKey = gateway.key): GoogleGenAI[] =>
    ['v1', 'v1beta'].map(
      (apiVersion) => new GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl: `http://127.0.0.1:${gateway.port}${mount}` } }),
    );

  /** What a stream brought, and what it ended with if that was an error. */
  async function readStream(client: GoogleGenAI): Promise<{ readonly parts: readonly Part[]; readonly error: unknown }> {
    const parts: Part[] = [];
    try {
      const stream = await client.models.generateContentStream({ model, contents: 'Hi' });
      for await (const part of stream) parts.push(...(part.candidates?.[0]?.content?.parts ?? []));
    } catch (error) {
      return { parts, error };
    }
    return { parts, error: null };
  }

  it('gets an answer', async () => {
    for (const client of clients()) {
      provider.script = answerJson(response([{ text: 'Paris.' }], { finishReason: 'STOP' }));
      const answer = await client.models.generateContent({
        model,
        contents: 'Hi',
        config: { maxOutputTokens: 9, systemInstruction: 'Be brief.' },
      });
      expect([answer.text, answer.usageMetadata?.totalTokenCount]).toEqual(['Paris.', 8]);
      expect(JSON.parse(provider.last.body.toString()).generationConfig).toEqual({ maxOutputTokens: 9 });
    }
  });

  it('gets a stream with thoughts and calls', async () => {
    const parts = [{ text: 'Hm.', thought: true, thoughtSignature: 'c2ln' }, { functionCall: { name: 'f', args: {} } }, { text: 'Paris.' }];
    for (const client of clients()) {
      provider.script = answerStream(parts.map((part, index) => event([part], index === 2 ? { finishReason: 'STOP' } : {})));
      expect(await readStream(client)).toEqual({ parts, error: null });
    }
  });

  it('throws when a stream is cut', async () => {
    for (const client of clients()) {
      provider.script = answerStream([event([{ text: 'half an ans' }])], 'break');
      const { parts, error } = await readStream(client);
      expect(parts).toEqual([{ text: 'half an ans' }]);
      expect(error).toBeInstanceOf(ApiError);
      expect(String(error)).toContain('stream_interrupted');
    }
  });

  it('throws its own error with our status and code', async () => {
    for (const client of clients()) {
      const failure = await client.models.generateContent({ model: 'nope', contents: 'Hi' }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ApiError);
      expect(failure).toMatchObject({ status: 404, message: expect.stringContaining('model_not_found') });
    }
    for (const client of clients('tg_nonsense')) {
      await expect(client.models.countTokens({ model, contents: 'Hi' })).rejects.toMatchObject({ status: 401 });
    }
  });

  it('embeds, counts and lists', async () => {
    for (const client of clients()) {
      provider.script = answerJson('{"embeddings":[{"values":[1]},{"values":[2]}]}');
      const { embeddings } = await client.models.embedContent({ model: 'gemini-embedding-001', contents: ['a', 'b'] });
      expect(embeddings?.map(({ values }) => values)).toEqual([[1], [2]]);
      provider.script = answerJson('{"totalTokens":7}');
      expect((await client.models.countTokens({ model, contents: 'Hi' })).totalTokens).toBe(7);
      const names: (string | undefined)[] = [];
      for await (const listed of await client.models.list()) names.push(listed.name);
      expect(names).toEqual([`models/${model}`, 'models/gemini-embedding-001']);
      expect((await client.models.get({ model })).name).toBe(`models/${model}`);
    }
  });
});
