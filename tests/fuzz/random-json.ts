import type { Random } from '../support/random.ts';

/** Texts that parsers stumble over: empty, escapes, characters of two to four bytes, a surrogate alone, what looks like an end. */
export const oddTexts = [
  '',
  ' ',
  'null',
  '\u0000',
  '\\',
  '"',
  '\n\ndata: x\n\n',
  '[DONE]',
  'größer',
  '日本',
  '😀',
  '\ud83d',
  '__proto__',
  'a'.repeat(300),
];
const oddNumbers = [0, -0, -1, 1, 0.1, 1e21, 1e-9, 2 ** 31, 2 ** 53, Number.MAX_SAFE_INTEGER + 2, -1e308];

/** Names that the protocols use, so that random objects get further than the first check. */
const names = [
  ...['model', 'messages', 'role', 'content', 'text', 'type', 'stream', 'tools', 'function', 'name', 'parameters', 'max_tokens', 'usage'],
  ...['contents', 'parts', 'input', 'system', 'choices', 'delta', 'index', 'candidates', 'finishReason', 'finish_reason', 'error', 'code'],
  ...['tool_calls', 'id', 'arguments', 'stop_reason', 'message', 'n', 'stop', 'response_format', 'prompt_tokens', 'completion_tokens'],
];
const words = [
  'user',
  'assistant',
  'system',
  'tool',
  'text',
  'image_url',
  'tool_use',
  'tool_result',
  'message_start',
  'content_block_delta',
];

/** Any JSON value, at most so deep. */
export function randomJson(random: Random, depth = 4): unknown {
  const kind = random.below(depth > 0 ? 9 : 6);
  switch (kind) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick(oddNumbers);
    case 3:
      return random.below(1_000);
    case 4:
      return random.pick(words);
    case 5:
      return random.pick(oddTexts);
    case 6:
      return Array.from({ length: random.below(4) }, () => randomJson(random, depth - 1));
    default:
      return Object.fromEntries(Array.from({ length: random.below(6) }, () => [random.pick(names), randomJson(random, depth - 1)]));
  }
}

/** The value with some of what lies in it exchanged, left out or doubled. */
export function disturbed(random: Random, value: unknown, chance = 0.05): unknown {
  if (random.chance(chance)) return randomJson(random, 3);
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const changed = disturbed(random, item, chance);
      return random.chance(chance) ? [] : random.chance(chance) ? [changed, changed] : [changed];
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(() => !random.chance(chance));
  const more = random.chance(chance) ? [[random.pick(names), randomJson(random, 2)] as const] : [];
  return Object.fromEntries([...fields.map(([name, inner]) => [name, disturbed(random, inner, chance)] as const), ...more]);
}

/** The bytes with a few of them cut off, changed, left out or doubled, in the middle of characters too. */
export function damaged(random: Random, bytes: Buffer): Buffer {
  let result = bytes;
  for (let left = random.below(4); left > 0 && result.length > 0; left -= 1) {
    const at = random.below(result.length);
    const some = 1 + random.below(8);
    switch (random.below(4)) {
      case 0:
        result = result.subarray(0, at);
        break;
      case 1:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + some)]);
        break;
      case 2:
        result = Buffer.concat([result.subarray(0, at + some), result.subarray(at)]);
        break;
      default:
        result = Buffer.from(result);
        result[at] = random.below(256);
    }
  }
  return result;
}

/** The bytes in pieces that break anywhere. */
export function inPieces(random: Random, bytes: Buffer): readonly Buffer[] {
  const longest = random.pick([1, 3, 17, 200, 5_000]);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + random.below(longest));
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}
