import { expect, test } from 'vitest';
import { Transformation } from '#lib/contracts/transformations.ts';
import { ruleOfText, ruleTextSchema, textOfRule } from './rule-text.ts';
import { actionWords, targetWords } from './rule-words.ts';

const rule = {
  name: 'cap-support',
  enabled: false,
  models: ['gpt-4*', 'support'],
  key_ids: [],
  team_ids: ['team_01jdnhwyg0e008000000000001'],
  protocols: ['openai.responses'],
  model: 'gpt-4o-mini',
  defaults: [{ pointer: '/reasoning/effort', value: 'low' }],
  forced: [
    { pointer: '/temperature', value: 0.2 },
    { pointer: '/stop', value: ['a = b', 'c'] },
  ],
  removed: ['/logit_bias'],
  output_tokens_max: 2000,
  add_headers: [{ name: 'x-title', value: 'Support: first line' }],
  remove_headers: ['openai-beta'],
};

test('[GW-8] a rule goes through its form and comes back as it was', () => {
  expect(ruleOfText(textOfRule(rule))).toEqual(rule);
  expect(ruleTextSchema.safeParse(textOfRule(rule)).success).toBe(true);
  const plain = Transformation.parse({ name: 'plain', model: 'm' });
  expect(ruleOfText(textOfRule(plain))).toEqual(plain);
});

test('[GW-8] what is typed may leave quotes out, and errors stand at their field', () => {
  expect(ruleOfText({ enabled: true, name: 'r', forced: '/user = a b\n\n /seed=7 ', models: 'a, b\nc' })).toMatchObject({
    forced: [
      { pointer: '/user', value: 'a b' },
      { pointer: '/seed', value: 7 },
    ],
    models: ['a', 'b', 'c'],
  });
  const faults = (text: object) =>
    ruleTextSchema.safeParse({ enabled: true, name: 'r', ...text }).error?.issues.map(({ path, message }) => [path.join('.'), message]);
  expect(faults({ forced: '/seed = 1\n/temperature = hot' })).toEqual([
    ['forced', 'Entry 2: Must be of the kind that the APIs take here: number'],
  ]);
  expect(faults({ add_headers: 'Authorization: x' })?.[0]?.[0]).toBe('add_headers');
  expect(faults({ name: 'Big Name', model: 'm' })?.[0]?.[0]).toBe('name');
  expect(faults({})).toEqual([['name', expect.stringContaining('does nothing')]]);
});

test('[GW-8] a rule is told in words', () => {
  expect(targetWords(rule)).toBe('gpt-4*, support · 1 team · openai.responses');
  expect(targetWords({ name: 'r' })).toBe('All requests');
  expect(actionWords(rule)).toBe(
    'Asks gpt-4o-mini · at most 2000 output tokens · sets temperature 0.2 · sets stop ["a = b","c"] · defaults reasoning/effort "low" · removes logit_bias · adds x-title · removes openai-beta',
  );
});
