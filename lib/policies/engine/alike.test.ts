import { expect, test } from 'vitest';
import type { PolicyCondition } from '#lib/contracts/policy-definition.ts';
import { conditionFaults } from './check-condition.ts';
import { compileCondition } from './compile-condition.ts';
import { type Fact, type Facts, factCount, slotOf } from './facts.ts';

/** What is known of a call that says a prompt and bears a tag. */
function factsOf(said: string | null, app: string | null): Facts {
  const values: Fact[] = Array.from({ length: factCount }, () => null);
  values[slotOf('prompt') ?? -1] = said === null ? null : () => said;
  return { values, tags: app === null ? null : { app }, nowMs: 0, places: [] };
}

const ofPrompt = (operator: PolicyCondition['operator'], value: string) => compileCondition({ field: 'prompt', operator, value });
const ofTag = (operator: PolicyCondition['operator'], value: string) => compileCondition({ field: 'tags.app', operator, value });

const disguised = [
  ...['PROJECT orion', 'Ｐｒｏｊｅｃｔ　Ｏｒｉｏｎ', 'Pro\u200bject Ori\u00ado\u2060n', 'Рrоjеct Οrion', 'Próject \t Oríon'],
  ...['𝐏𝐫𝐨𝐣𝐞𝐜𝐭 𝐎𝐫𝐢𝐨𝐧', 'Pro\u{e0041}ject \u202eOrion', 'Project\nOrıon', 'Pr\u043e\u0301ject \u041erion'],
];

test.each(disguised)('[GOV-1] "%s" reads as what a policy names, for operators that ask how it reads', (written) => {
  const facts = factsOf(`When does ${written} start?`, written);
  expect(ofPrompt('contains', 'Project Orion')(facts)).toBe(false);
  expect(ofTag('equals', 'Project Orion')(facts)).toBe(false);
  // The value may be disguised as well.
  for (const value of ['Project Orion', 'project Оrion']) {
    expect(ofPrompt('contains_alike', value)(facts)).toBe(true);
    expect(ofPrompt('not_contains_alike', value)(facts)).toBe(false);
    expect(ofTag('equals_alike', value)(facts)).toBe(true);
    expect(ofTag('not_equals_alike', value)(facts)).toBe(false);
    expect(ofTag('equals_alike', value)(factsOf(null, `${written}s`))).toBe(false);
  }
});

test('[GOV-1] other texts do not, and what is missing reads as nothing', () => {
  for (const other of ['Project Oriole', 'project 0rion', 'Проект Орион', ''])
    expect(ofPrompt('contains_alike', 'Project Orion')(factsOf(other, null)), other).toBe(false);
  expect(ofTag('equals_alike', 'x')(factsOf(null, null))).toBe(false);
  expect(ofTag('not_equals_alike', 'x')(factsOf(null, null))).toBe(true);
});

test('[GOV-1] a value that nobody can see, and a field that is no text, are refused', () => {
  expect(conditionFaults({ field: 'prompt', operator: 'contains_alike', value: '\u200b ' }, '')).toEqual([
    { pointer: '/value', detail: 'needs a text that can be seen' },
  ]);
  expect(conditionFaults({ field: 'input_tokens', operator: 'contains_alike', value: 'x' }, '')).toMatchObject([{ pointer: '/operator' }]);
  expect(conditionFaults({ field: 'prompt', operator: 'contains_alike', value: 'x' }, '')).toEqual([]);
});
