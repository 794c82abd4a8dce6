import { DataDetection, DataLevels, defaultLevels } from '#lib/contracts/data-classes.ts';
import { DataProtection } from '#lib/data-classes/data-protection.ts';
import { type TestGateway, tenantId } from './test-gateway.ts';

/** Gives the tenant of a test classes of data; what is not said is as where nobody has set anything. */
export function setProtection(
  { snapshot }: TestGateway,
  {
    levels,
    detection = {},
    parts = {},
  }: { readonly levels?: object; readonly detection?: object; readonly parts?: ConstructorParameters<typeof DataProtection>[2] },
): void {
  const all = DataLevels.parse({ ...defaultLevels, ...levels });
  const looksFor = DataDetection.parse({ scope: 'requests_and_answers', ...detection });
  snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, protection: new DataProtection(all, looksFor, parts) });
}
