import { defineQuery } from '#lib/command/define-query.ts';
import { complianceCheckList } from '#lib/contracts/compliance-frameworks.ts';
import { checks } from './checks/index.ts';
import { loadFrameworks } from './load-frameworks.ts';

export const listChecks = defineQuery(complianceCheckList, async (ctx) => {
  const frameworks = await loadFrameworks(ctx);
  const data = checks.map(({ name, title, looks, severity, mend, page }) => {
    const refer = frameworks.filter(({ controls }) => controls.some((control) => control.checks.includes(name)));
    return { name, title, looks, severity, mend, page, frameworks: refer.map(({ key }) => key) };
  });
  return { data };
});
