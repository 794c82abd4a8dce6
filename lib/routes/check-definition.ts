import type { RouteDefinition, RouteGroup, RouteNode } from '#lib/contracts/route-definition.ts';
import { routeTargetsMax } from '#lib/contracts/route-names.ts';
import { strategies } from './strategies/index.ts';
import type { MemberField } from './strategy.ts';
import { walkNodes } from './walk-nodes.ts';

/** What is wrong with a definition, and where. */
export interface DefinitionFault {
  /** JSON pointer below the definition. */
  readonly pointer: string;
  readonly detail: string;
}

const memberFields: readonly MemberField[] = ['weight', 'tasks', 'data_classes', 'window'];

const fieldNames: Readonly<Record<MemberField, string>> = {
  weight: 'a weight',
  tasks: 'tasks',
  data_classes: 'data classes',
  window: 'a time window',
};

/** Fields that the strategy around a member does not read would do nothing, so they are refused instead of ignored. */
function foreignFields(node: RouteNode, own: MemberField | null, pointer: string, label: string): readonly DefinitionFault[] {
  return memberFields
    .filter((field) => field !== own && node[field] !== undefined)
    .map((field) => ({ pointer: `${pointer}/${field}`, detail: `${label} does not look at ${fieldNames[field]}` }));
}

/** What a group must say of its members for its strategy to mean anything. */
function missingFields({ strategy, members }: Pick<RouteGroup, 'strategy' | 'members'>, pointer: string): readonly DefinitionFault[] {
  const { field, label } = strategies[strategy];
  if (field === null || strategy === 'sticky') return [];
  const without = members.flatMap((node, index) => (node[field] === undefined ? [index] : []));
  if (strategy === 'weighted')
    return without.map((index) => ({
      pointer: `${pointer}/members/${index}/weight`,
      detail: 'Each member of a weighted group needs a weight',
    }));
  if (without.length < members.length) return [];
  return [
    { pointer: `${pointer}/members/0/${field}`, detail: `With the strategy "${label}", at least one member needs ${fieldNames[field]}` },
  ];
}

/** The faults that show in the definition alone; an empty list when there are none. */
export function checkDefinition(definition: RouteDefinition): readonly DefinitionFault[] {
  const nodes = walkNodes(definition);
  const targets = nodes.filter(({ node }) => node.kind === 'target');
  const faults = [...missingFields(definition, '')];
  for (const { node, pointer, strategy } of nodes) {
    const { field, label } = strategies[strategy];
    faults.push(...foreignFields(node, field, pointer, label));
    if (node.kind === 'group') faults.push(...missingFields(node, pointer));
  }
  if (targets.length > routeTargetsMax) faults.push({ pointer: '/members', detail: `A route has at most ${routeTargetsMax} targets` });
  return faults;
}
