import { between, pick, type SeededRandom } from '#lib/gateway/providers/sandbox/seeded-random.ts';
import type { AnswerEvent, StopReason } from '#lib/gateway/translation/answer.ts';

const texts = ['Größe ', '😀', '"quoted"', ' two\nlines', '\\', '\u2028', 'data: [DONE]\n\n'];
const inputs = ['{}', '{"place":"Rom"}', '{"id":9007199254740993,"list":[1,{"ä":"\\"}"}]}'];

/** A text cut into pieces that are not empty, perhaps inside of a character. */
function cut(random: SeededRandom, text: string): string[] {
  const at = between(random, 1, text.length);
  return at >= text.length ? [text] : [text.slice(0, at), ...cut(random, text.slice(at))];
}

function callEvents(random: SeededRandom, call: number): AnswerEvent[] {
  const name = pick(random, ['look', 'find']) ?? '';
  const pieces = cut(random, pick(random, inputs) ?? '{}');
  return [
    { kind: 'call', choice: 0, call, id: `call_${call}`, name },
    ...pieces.map((text): AnswerEvent => ({ kind: 'arguments', choice: 0, call, text })),
  ];
}

/** The events of a random answer for tests, of what every protocol can say: text, parallel calls, a reason to stop, usage. */
export function randomAnswer(random: SeededRandom): AnswerEvent[] {
  const said = Array.from(
    { length: between(random, 1, 5) },
    (): AnswerEvent => ({ kind: 'text', choice: 0, text: pick(random, texts) ?? '' }),
  );
  const calls = Array.from({ length: between(random, 0, 3) }, (_, call) => callEvents(random, call)).flat();
  const stop: StopReason = calls.length > 0 ? 'tool_calls' : (pick(random, ['end', 'length', 'refusal'] as const) ?? 'end');
  const [cacheRead, reasoning] = [between(random, 0, 20), between(random, 0, 5)];
  const usage = { input: between(random, 0, 90), cacheRead, cacheWrite: 0, output: between(random, 5, 90), reasoning };
  return [{ kind: 'start', id: 'r1', model: 'm' }, ...said, ...calls, { kind: 'usage', usage }, { kind: 'stop', choice: 0, stop }];
}
