import { defineQuery } from '#lib/command/define-query.ts';
import { transformationList, transformationVersionsMax } from '#lib/contracts/transformations.ts';
import { noTransformations, readTransformations } from './read-transformations.ts';

export const listTransformations = defineQuery(transformationList, async ({ tx, tenantId }) => {
  const [current = noTransformations, ...former] = await readTransformations(tx, tenantId, transformationVersionsMax + 1);
  return { ...current, former };
});
