import type { z } from 'zod';
import type { Transformation } from '#lib/contracts/transformations.ts';

type Rule = z.input<typeof Transformation>;

const many = (count: number, one: string, several: string): string => (count === 1 ? `1 ${one}` : `${count} ${several}`);
const count = (list: readonly unknown[] | undefined): number => list?.length ?? 0;

/** Whose requests a rule is for, in words. */
export function targetWords(rule: Rule): string {
  const parts = [
    count(rule.models) === 0 ? '' : (rule.models ?? []).join(', '),
    count(rule.team_ids) === 0 ? '' : many(count(rule.team_ids), 'team', 'teams'),
    count(rule.key_ids) === 0 ? '' : many(count(rule.key_ids), 'key', 'keys'),
    count(rule.protocols) === 0 ? '' : (rule.protocols ?? []).join(', '),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'All requests' : parts.join(' · ');
}

/** What a rule does, in words. */
export function actionWords(rule: Rule): string {
  const changes = (list: Rule['defaults'], word: string) =>
    (list ?? []).map(({ pointer, value }) => `${word} ${pointer.slice(1)} ${JSON.stringify(value)}`);
  const parts = [
    ...(rule.model == null ? [] : [`asks ${rule.model}`]),
    ...(rule.output_tokens_max == null ? [] : [`at most ${rule.output_tokens_max} output tokens`]),
    ...changes(rule.forced, 'sets'),
    ...changes(rule.defaults, 'defaults'),
    ...(rule.removed ?? []).map((pointer) => `removes ${pointer.slice(1)}`),
    ...(rule.add_headers ?? []).map(({ name }) => `adds ${name}`),
    ...(rule.remove_headers ?? []).map((name) => `removes ${name}`),
  ];
  const text = parts.join(' · ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
