import type { Member, RouteFacts, Strategy } from '../strategy.ts';

/** A group or a linked route counts only where all that it could lead to lies in the region: its own strategy chooses among them. */
const staysIn = <Target>({ targets }: Member<Target>, { region, isIn }: RouteFacts<Target>): boolean =>
  region === null || targets.every((target) => isIn(target, region));

/**
 * By where the caller says that the call has to be processed (`x-tollgate-region`): what lies elsewhere, or of which nobody has
 * said where it lies, never gets it. Calls without a region get the members in their order.
 */
export const residency: Strategy = {
  name: 'residency',
  label: 'Region',
  summary: 'Only connections of the region that the caller asks for, in x-tollgate-region; in their order',
  field: null,
  isFixed: false,
  comparesTargets: true,
  order: (members, facts) => (facts.region === null ? members : members.filter((member) => staysIn(member, facts))),
  because: (_member, { region }) => (region === null ? 'no region was asked for' : `processed in ${region}`),
};
