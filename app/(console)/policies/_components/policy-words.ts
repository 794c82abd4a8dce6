import type { z } from 'zod';
import type { PolicyAction, PolicyCondition } from '#lib/contracts/policy-definition.ts';
import type { PolicyActionType, PolicyType } from '#lib/contracts/policy-names.ts';
import type { Policy } from '#lib/contracts/policy-resource.ts';
import { conditionText } from '#lib/policies/engine/condition-text.ts';

/** A policy in wire form, as pages get it. */
export type PolicyRow = z.input<typeof Policy>;

type ActionInput = z.input<typeof PolicyAction>;

/** What each type is called. */
export const typeWords: Readonly<Record<PolicyType, string>> = {
  cost_control: 'Cost',
  access: 'Access',
  data: 'Data',
  model: 'Models',
  rate: 'Rate',
};

const actionWords: Readonly<Record<PolicyActionType, string>> = {
  allow: 'lets it pass',
  deny: 'refuses it',
  require_approval: 'asks for an approval',
  redact: 'takes out',
  route_to: 'sends it to',
  downgrade: 'has a cheaper model asked:',
  throttle: 'slows it to',
  cap_tokens: 'limits the answer to',
  notify: 'tells',
  log: 'notes it',
};

const noNames: ReadonlyMap<string, string> = new Map();
const counted = (count: number, one: string, several: string): string[] => (count === 0 ? [] : [`${count} ${count === 1 ? one : several}`]);

/** Of what it is taken out; of requests where nothing is said. */
const sides = { requests: '', answers: ' out of answers', both: ' out of requests and answers' } as const;

function detailOf(action: ActionInput, names: ReadonlyMap<string, string>): string {
  switch (action.type) {
    case 'redact':
      return ` ${action.parameters.patterns.join(', ')}${sides[action.parameters.applies_to ?? 'requests']}`;
    case 'notify': {
      const { channels = [], users = [] } = action.parameters;
      const known = [...channels, ...users].map((id) => names.get(id));
      // Whom the reader does not see is counted, because an id says nothing to anybody.
      if (known.some((name) => name === undefined))
        return ` ${[...counted(channels.length, 'channel', 'channels'), ...counted(users.length, 'person', 'people')].join(' and ')}`;
      return ` ${known.join(', ')}`;
    }
    case 'route_to':
      return ` ${action.parameters.route}`;
    case 'downgrade':
      return ` ${action.parameters.model}`;
    case 'throttle':
      return ` ${action.parameters.requests_per_minute} a minute for each ${action.parameters.per ?? 'key'}`;
    case 'cap_tokens':
      return ` ${action.parameters.output_tokens_max} tokens`;
    default:
      return '';
  }
}

/** An action in words, such as "limits the answer to 500 tokens"; `names` are of channels and people, by id. */
export const actionText = (action: ActionInput, names = noNames): string => `${actionWords[action.type]}${detailOf(action, names)}`;

/** A line of the rules in words, with how deep it stands. */
export interface RuleLine {
  readonly text: string;
  readonly depth: number;
}

function linesOf(condition: PolicyCondition, depth: number): RuleLine[] {
  const inner = condition.all ?? condition.any ?? (condition.not === undefined ? [] : [condition.not]);
  return [{ text: conditionText(condition), depth }, ...inner.flatMap((one) => linesOf(one, depth + 1))];
}

/** All conditions in words. */
export const ruleLines = ({ rules }: { readonly rules: { readonly conditions: readonly PolicyCondition[] } }): RuleLine[] =>
  rules.conditions.flatMap((one) => linesOf(one, 0));

/** What a new policy begins as: it notes every call and changes none. */
export const firstDraft = { rules: { conditions: [], match: 'all', actions: [{ type: 'log', parameters: {} }] } } as const;
