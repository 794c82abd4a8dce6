import { between, pick, type SeededRandom } from '#lib/gateway/providers/sandbox/seeded-random.ts';
import type { CallPart, Conversation, MediaPart, TextPart, Turn } from '#lib/gateway/translation/conversation.ts';

const words = ['Look', 'größer', 'a "quoted" word', 'two\nlines', '😀', '{not json', '12345678901234567890'];
const word = (random: SeededRandom): string => pick(random, words) ?? '';

/** Numbers that no double holds, and values of every kind. */
function inputOf(random: SeededRandom): unknown {
  const input: Record<string, unknown> = { place: word(random), list: [1, null, { deep: true }] };
  if (random() < 0.5) input.id = JSON.rawJSON(`${between(random, 1, 9)}007199254740993`);
  return input;
}

function mediaOf(random: SeededRandom): MediaPart {
  const isImage = random() < 0.5;
  const source = { from: 'data', mediaType: isImage ? 'image/png' : 'application/pdf', data: isImage ? 'iVBO' : 'JVBE' } as const;
  return { kind: 'media', medium: isImage ? 'image' : 'document', source, at: '', sourceAt: '' };
}

function saidOf(random: SeededRandom): (TextPart | MediaPart)[] {
  const text: TextPart = { kind: 'text', text: word(random) };
  return random() < 0.3 ? [mediaOf(random), text] : [text];
}

function callsOf(random: SeededRandom, turn: number): CallPart[] {
  return Array.from({ length: between(random, 0, 3) }, (_, at) => ({
    kind: 'call',
    id: `call_${turn}_${at}`,
    name: pick(random, ['look', 'find']) ?? 'look',
    input: inputOf(random),
  }));
}

/** Turns that alternate, with results for all calls in their order. */
function turnsOf(random: SeededRandom): Turn[] {
  const turns: Turn[] = random() < 0.5 ? [{ role: 'system', parts: [{ kind: 'text', text: word(random) }] }] : [];
  turns.push({ role: 'user', parts: saidOf(random) });
  for (let turn = 0; turn < between(random, 0, 3); turn += 1) {
    const calls = callsOf(random, turn);
    turns.push({ role: 'assistant', parts: [{ kind: 'text', text: word(random) }, ...calls] });
    const results = calls.map(({ id }) => {
      const text = random() < 0.3 ? '{"found":[1,2]}' : `${word(random)}.`;
      return { kind: 'result' as const, callId: id, content: [{ kind: 'text' as const, text }], hasFailed: false, at: '' };
    });
    turns.push({ role: 'user', parts: [...results, ...(calls.length > 0 && random() < 0.5 ? [] : saidOf(random))] });
  }
  return turns;
}

const said = <Value>(value: Value) => ({ value, at: '' });

/** A conversation for tests, of what every protocol can say. */
export function randomConversation(random: SeededRandom): Conversation {
  const schema = {
    type: 'object',
    properties: { id: { type: 'integer', maximum: JSON.rawJSON('18446744073709551615') } },
    additionalProperties: false,
  };
  const hasTools = random() < 0.6;
  return {
    turns: turnsOf(random),
    turnsAt: '',
    tools: hasTools
      ? [
          { name: 'look', description: word(random), schema },
          { name: 'find', schema: { type: 'object', properties: {} } },
        ]
      : [],
    toolChoice: hasTools
      ? pick(random, [
          undefined,
          said({ mode: 'any' as const, names: [] }),
          said({ mode: 'any' as const, names: ['find'] }),
          said({ mode: 'none' as const, names: [] }),
        ])
      : undefined,
    outputTokensMax: between(random, 1, 5_000),
    reasoning: {},
    format: random() < 0.3 ? { kind: 'schema', schema, at: '' } : undefined,
    temperature: random() < 0.5 ? said(0.5) : undefined,
    topP: random() < 0.5 ? 0.9 : undefined,
    stop: random() < 0.3 ? ['END', word(random)] : undefined,
    isStreamed: false,
  };
}
