import { defineQuery } from '#lib/command/define-query.ts';
import { type PostureFact, securityPostureGet } from '#lib/contracts/security-posture.ts';
import { keyChecks } from './key-checks.ts';
import { peopleChecks } from './people-checks.ts';
import { recordChecks } from './record-checks.ts';

/** Every check, in the order in which they are shown among their likes. */
const checks = [...peopleChecks, ...keyChecks, ...recordChecks];
const order = ['act', 'mind', 'good'] as const;

export const getSecurityPosture = defineQuery(securityPostureGet, async (ctx) => {
  const facts: PostureFact[] = [];
  for (const { id, title, run } of checks) {
    const { mendAt, mend, ...found } = await run(ctx);
    facts.push({ id, title, ...found, mend_at: mendAt, mend });
  }
  const count = (state: PostureFact['state']): number => facts.filter((fact) => fact.state === state).length;
  facts.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return { facts, good: count('good'), mind: count('mind'), act: count('act') };
});
