import { type CostDimension, costDimensions } from '#lib/contracts/costs.ts';

interface Words {
  readonly label: string;
  /** What calls without one are called. */
  readonly none: string;
}

const words: Readonly<Record<CostDimension, Words>> = {
  department: { label: 'Department', none: 'No department' },
  team: { label: 'Team', none: 'No team' },
  project: { label: 'Project', none: 'No project' },
  environment: { label: 'Environment', none: 'No environment' },
  user: { label: 'Person', none: 'Not personal' },
  key: { label: 'Key', none: 'No key' },
  connection: { label: 'Connection', none: 'No connection' },
  provider: { label: 'Provider', none: 'No provider' },
  model: { label: 'Model', none: 'No model' },
};

export const dimensionLabel = (of: CostDimension): string => words[of].label;

/** The name of one member of a group as people read it. */
export const memberName = ({ of, id, name }: { of: CostDimension; id: string | null; name: string | null }): string =>
  name ?? (id === null ? words[of].none : 'Gone');

export const isDimension = (text: string): text is CostDimension => costDimensions.some((name) => name === text);
