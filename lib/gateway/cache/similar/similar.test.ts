import { describe, expect, test } from 'vitest';
import { calibrate } from '../../../../bench/semantic-cache.ts';
import { different, same } from '../../../../bench/semantic-corpus.ts';
import { embedBuiltIn } from './built-in-embedder.ts';
import { findTurn } from './find-turn.ts';
import { mayMeanTheSame } from './may-mean-the-same.ts';
import { TurnIndex, turnsMax } from './turn-index.ts';
import { cosine, unitVector } from './vectors.ts';

describe('[GW-7] requests that mean the same', () => {
  test('on the corpus no other request is taken for the same, and most that are the same are found', () => {
    expect([same.length, different.length]).toEqual([52, 97]);
    for (const similarityMin of [0.8, 0.9, 0.95]) {
      const { falseHits, hitRate } = calibrate(similarityMin);
      expect([similarityMin, falseHits]).toEqual([similarityMin, []]);
      expect(hitRate).toBeGreaterThan(0.85);
    }
    // The vectors alone would not be enough: that is what the guard is for.
    expect(calibrate(0.8).falseHitRateUnguarded).toBeGreaterThan(0.1);
    expect(calibrate(0.95).falseHitRateUnguarded).toBeGreaterThan(0);
  });

  test('the guard alone keeps numbers, negations, names, opposites and quotations apart, whatever the vectors say', () => {
    const apart = [
      ['Refund 100 euros to the customer', 'Refund 110 euros to the customer'],
      ['Refund one hundred euros', 'Refund 100 euros now, not later'],
      ['You can delete it', "You can't delete it"],
      ['Ask Maria about the plan', 'Ask Martin about the plan'],
      ['Search for "red shoes" in the shop', 'Search for "blue shoes" in the shop'],
      ['Mail it to a@example.com', 'Mail it to b@example.com'],
      ['Pay the supplier before Friday', 'Pay the supplier after Friday'],
      ['Send it to Anna, not to Ben', 'Send it to Ben, not to Anna'],
    ] as const;
    for (const [left, right] of apart) {
      expect([left, mayMeanTheSame(left, right), mayMeanTheSame(right, left)]).toEqual([left, false, false]);
    }
    expect(mayMeanTheSame('Refund 1,000 euros', 'please refund 1000 euros')).toBe(true);
  });

  test('the built-in vectors are of length one, the same each time, and none for a text that says nothing', () => {
    const vector = embedBuiltIn('How do I reset my password?');
    expect(vector).not.toBeNull();
    expect(cosine(vector ?? new Float32Array(), embedBuiltIn('how to reset a password') ?? new Float32Array())).toBeCloseTo(1);
    expect(embedBuiltIn('')).toBeNull();
    expect(embedBuiltIn('could you please')).toBeNull();
    expect(unitVector([0, 0])).toBeNull();
    expect(unitVector([Number.NaN])).toBeNull();
    expect(cosine(Float32Array.of(1), Float32Array.of(1, 0))).toBe(0);
  });
});

describe('the last turn of a conversation', () => {
  const chat = { list: 'messages', content: 'content' };
  const find = (value: unknown, place = chat) => findTurn(Buffer.from(JSON.stringify(value)), place)?.text;

  test('is found where it is one text of the user’s', () => {
    expect(
      find({
        messages: [
          { role: 'system', content: 'S' },
          { role: 'user', content: 'H\u00e9 "x"' },
        ],
      }),
    ).toBe('Hé "x"');
    expect(find({ messages: [{ content: [{ type: 'text', text: 'Hi' }], role: 'user' }] })).toBe('Hi');
    expect(find({ contents: [{ parts: [{ text: 'Hi' }] }] }, { list: 'contents', content: 'parts' })).toBe('Hi');
    expect(find({ input: 'Hi' }, { list: 'input', content: 'content' })).toBe('Hi');
    const body = Buffer.from('{ "messages" : [ {"role":"user","content" : "H\\u00e9"} ] }');
    const turn = findTurn(body, chat);
    expect([turn?.text, body.toString('utf8', turn?.start, turn?.end)]).toEqual(['Hé', '"H\\u00e9"']);
  });

  test('and nowhere else', () => {
    expect(
      find({
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'b' },
        ],
      }),
    ).toBeUndefined();
    expect(
      find({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
        ],
      }),
    ).toBeUndefined();
    expect(find({ messages: [{ role: 'user', content: [{ type: 'tool_result', content: 'a' }] }] })).toBeUndefined();
    expect(find({ messages: [] })).toBeUndefined();
    expect(find({ prompt: 'a' })).toBeUndefined();
  });
});

describe('the index of turns', () => {
  const turn = (key: string, text: string, expiresAtMs = 1_000_000) => ({
    key,
    text,
    vector: embedBuiltIn(text) ?? new Float32Array(),
    expiresAtMs,
  });
  const closest = (index: TurnIndex, text: string, epoch = 1, nowMs = 0) =>
    index.closest('c', epoch, text, embedBuiltIn(text) ?? new Float32Array(), 0.9, nowMs)?.key ?? null;

  test('gives the closest turn of the context that is alive and may mean the same', () => {
    const index = new TurnIndex();
    index.add('c', 1, turn('a', 'How do I reset my password?'));
    index.add('c', 1, turn('b', 'How do I reset my PIN?'));
    index.add('c', 1, turn('gone', 'Where is my order?', 10));
    expect(closest(index, 'please tell me how to reset my password')).toBe('a');
    expect(closest(index, 'where is my order', 1, 11)).toBeNull();
    expect(closest(index, 'How do I reset my router?')).toBeNull();
    expect(closest(index, 'how to reset my password', 2)).toBeNull();
    expect(index.closest('other', 1, 'reset password', embedBuiltIn('reset password') ?? new Float32Array(), 0.5, 0)).toBeNull();
  });

  test('takes no more memory than it may; the context that changed longest ago goes first', () => {
    const index = new TurnIndex(20_000);
    for (const context of ['c', 'd', 'e', 'f', 'g']) index.add(context, 1, turn('k', 'Where is the harbour?'));
    expect(index.bytes).toBeLessThanOrEqual(20_000);
    expect(closest(index, 'where is the harbour')).toBeNull();
    const vector = embedBuiltIn('where is the harbour') ?? new Float32Array();
    expect(index.closest('g', 1, 'where is the harbour', vector, 0.9, 0)?.key).toBe('k');
  });

  test('keeps the newest turns only, and what the store adds beside its own', () => {
    const index = new TurnIndex();
    index.add('c', 1, turn('own', 'Where is the harbour?'));
    expect(index.isCurrent('c', 1, 0)).toBe(false);
    index.load('c', 1, [turn('stored', 'How do I reset my password?')], 0);
    expect([index.isCurrent('c', 1, 4_000), index.isCurrent('c', 1, 6_000), index.isCurrent('c', 2, 0)]).toEqual([true, false, false]);
    expect([closest(index, 'where is the harbour'), closest(index, 'how to reset my password')]).toEqual(['own', 'stored']);
    for (let count = 0; count < turnsMax; count += 1) index.add('c', 1, turn(`n${count}`, `What is item ${count}?`));
    expect([closest(index, 'where is the harbour'), closest(index, 'what is item 255')]).toEqual([null, 'n255']);
  });
});
