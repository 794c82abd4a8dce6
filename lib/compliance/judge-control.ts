import type { Severity } from './checks/check.ts';
import { checkNamed } from './checks/index.ts';
import type { Control } from './frameworks/framework.ts';
import type { ControlStatus } from './run-check.ts';

const weights: Readonly<Record<Severity, number>> = { critical: 8, high: 4, medium: 2, low: 1 };
const attestedWeight = 2;

/** How much a control counts: as much as the gravest of its checks; 2 where people alone vouch for it. */
export const weightOf = ({ checks }: Pick<Control, 'checks'>): number =>
  checks.length === 0 ? attestedWeight : Math.max(...checks.map((name) => weights[checkNamed(name)?.severity ?? 'medium']));

/**
 * What checks and people together say of a control. A failing check decides, whatever anybody attests; where a check could not be
 * carried out, or a person has to vouch and has not, a human is needed. Checks without anything to look at say nothing.
 */
export function judgeControl(
  { checks, human }: Pick<Control, 'checks' | 'human'>,
  statusOf: (check: string) => ControlStatus,
  isAttested: boolean,
): ControlStatus {
  const statuses = checks.map(statusOf);
  if (statuses.includes('fail')) return 'fail';
  if (statuses.includes('needs_human')) return 'needs_human';
  if (statuses.length > 0 && statuses.every((status) => status === 'not_applicable')) return 'not_applicable';
  return human === null || isAttested ? 'pass' : 'needs_human';
}
