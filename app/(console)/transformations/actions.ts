'use server';
import { revalidatePath } from 'next/cache';
import type { z } from 'zod';
import type { Transformation } from '#lib/contracts/transformations.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { listTransformations, replaceTransformations } from '#lib/transformations/index.ts';
import { type RuleText, ruleOfText } from './_components/rule-text.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

type Rules = readonly z.input<typeof Transformation>[];

/** Writes what `change` makes of the rules as they are now; the version that the person saw decides whether they still are. */
async function change(of: (rules: Rules) => readonly unknown[], options: PerformOptions) {
  const current = await perform(listTransformations, {});
  if (current.problem !== undefined) return current;
  const done = await submit(replaceTransformations, { rules: of(current.data.rules) }, { ifMatch: current.data.version, ...options });
  revalidatePath('/transformations');
  return done;
}

/** Adds a rule at the end, or puts it in the place of the one with the former name. */
export async function saveRuleAction(formerName: string | null, values: Record<string, unknown>, options: PerformOptions) {
  const rule = ruleOfText({ enabled: true, ...values } satisfies RuleText);
  const done = await change(
    (rules) => (formerName === null ? [...rules, rule] : rules.map((former) => (former.name === formerName ? rule : former))),
    options,
  );
  if (done.problem?.errors === undefined) return done;
  // `/rules/2/forced/0/value` stands in the form as `/forced`.
  const errors = done.problem.errors.map(({ pointer, detail }) => ({
    detail,
    pointer: pointer.replace(/^\/rules(?:\/\d+)?(\/\w+)?.*$/, '$1') || '/name',
  }));
  return { problem: { ...done.problem, errors } };
}

export async function removeRuleAction(name: string) {
  return change((rules) => rules.filter((rule) => rule.name !== name), {});
}

export async function switchRuleAction(name: string, enabled: boolean) {
  return change((rules) => rules.map((rule) => (rule.name === name ? { ...rule, enabled } : rule)), {});
}

/** Moves a rule one place towards the first. */
export async function moveRuleUpAction(name: string) {
  return change((rules) => {
    const at = rules.findIndex((rule) => rule.name === name);
    const [above, moved] = [rules[at - 1], rules[at]];
    return above === undefined || moved === undefined ? rules : rules.with(at - 1, moved).with(at, above);
  }, {});
}

/** Adds a version with the rules of a former one. */
export async function restoreVersionAction(version: number) {
  const { data, problem } = await perform(listTransformations, {});
  if (problem !== undefined) return { problem };
  const former = data.former.find((candidate) => candidate.version === version);
  return change((rules) => former?.rules ?? rules, {});
}
