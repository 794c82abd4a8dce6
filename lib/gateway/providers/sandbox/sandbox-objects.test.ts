import { describe, expect, it } from 'vitest';
import { askProvider } from '#lib/outbound/index.ts';
import { soundLengthMs } from '../../protocols/openai/sound-length.ts';
import { sandbox } from '../sandbox.ts';
import { composeSound, secondsToSpeak } from './compose-sound.ts';
import { fromId, toId } from './kept-in-id.ts';

const limits = { timeoutMs: 5_000, bodyBytesMax: 10_000_000 };

async function ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: Buffer, contentType = 'application/json') {
  if (sandbox.transport === null) throw new Error('The sandbox answers in process');
  const headers = ['accept', '*/*', 'content-type', contentType];
  const answer = await askProvider(
    sandbox.transport,
    { origin: 'http://sandbox.invalid', path, method, headers, body: body ?? null },
    limits,
  );
  if (answer.kind !== 'answered') throw new Error('The sandbox did not answer');
  return { status: answer.status, text: answer.body, json: () => JSON.parse(answer.body) };
}

const line = (id: string) =>
  JSON.stringify({
    custom_id: id,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'sandbox-small', messages: [{ role: 'user', content: id }] },
  });
const form = (content: string): Buffer =>
  Buffer.from(
    `--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="in.jsonl"\r\n\r\n${content}\r\n--b--\r\n`,
  );

describe('[GW-1] [GW-3] files and batches of the sandbox', () => {
  it('work a file off without keeping anything', async () => {
    const content = `${line('a')}\n${line('b')}\n`;
    const file = (await ask('POST', '/files', form(content), 'multipart/form-data; boundary=b')).json();
    expect(file).toMatchObject({ object: 'file', purpose: 'batch', filename: 'in.jsonl', bytes: content.length });
    expect((await ask('GET', `/files/${file.id}/content`)).text).toBe(content);
    const batch = (await ask('POST', '/batches', Buffer.from(JSON.stringify({ input_file_id: file.id })))).json();
    expect(batch).toMatchObject({ status: 'in_progress', input_file_id: file.id, endpoint: '/v1/chat/completions', output_file_id: null });
    const kept = fromId('batch', batch.id);
    const older = kept && toId('batch', { ...kept, createdAt: kept.createdAt - 10 });
    const done = (await ask('GET', `/batches/${older}`)).json();
    expect(done).toMatchObject({ status: 'completed', request_counts: { total: 2, completed: 2 } });
    const output = (await ask('GET', `/files/${done.output_file_id}/content`)).text
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(output).toMatchObject([
      { custom_id: 'a', response: { status_code: 200 } },
      { custom_id: 'b', response: { status_code: 200 } },
    ]);
    expect(output[0].response.body.usage.completion_tokens).toBeGreaterThan(3);
    expect((await ask('DELETE', `/files/${file.id}`)).json()).toMatchObject({ deleted: true });
  });

  it('refuse what they cannot keep or do not know', async () => {
    const random = Array.from({ length: 4_000 }, (_, at) => ((at * 2_654_435_761) % 9_973).toString(36)).join('');
    expect((await ask('POST', '/files', form(random), 'multipart/form-data; boundary=b')).status).toBe(400);
    for (const path of ['/files/file-sandbox-x', '/files/nope', '/batches/batch-sandbox-AAAA', '/files/file-sandbox-output-zz/content'])
      expect((await ask('GET', path)).status).toBe(404);
    expect((await ask('POST', '/batches', Buffer.from('{"input_file_id":"x"}'))).status).toBe(400);
    expect((await ask('POST', '/batches/x/cancel')).status).toBe(400);
  });
});

describe('[GW-1] [GW-3] sound of the sandbox', () => {
  it('lasts as long as its text takes to speak, and is the same each time', () => {
    const text = 'A toll is paid at the gate, and the road goes on.';
    const sound = composeSound(text, false);
    expect(soundLengthMs(sound)).toBeCloseTo(secondsToSpeak(text) * 1000, -1);
    expect(composeSound(text, false).equals(sound)).toBe(true);
    expect(composeSound(text, true).equals(sound.subarray(44))).toBe(true);
  });

  it('is spoken by a model that speaks alone', async () => {
    const speak = (model: string) => ask('POST', '/audio/speech', Buffer.from(JSON.stringify({ model, input: 'Hi', voice: 'x' })));
    expect((await speak('sandbox-speech')).status).toBe(200);
    expect((await speak('sandbox-small')).status).toBe(400);
    expect((await ask('POST', '/chat/completions', Buffer.from('{"model":"sandbox-speech","messages":[{"role":"user"}]}'))).status).toBe(
      400,
    );
  });
});
