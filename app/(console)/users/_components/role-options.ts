import type { SelectOption } from '#components/ui/select.tsx';
import { listRoles } from '#lib/access/index.ts';
import { pageLimitMax } from '#lib/contracts/page.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { everyPage } from '../../_shell/every-page.ts';

/** Every active role, highest first, as far as the reader sees roles; the command decides which of them they may give. */
export async function roleOptions(): Promise<readonly SelectOption[]> {
  const read = async (cursor: string | undefined) =>
    (await perform(listRoles, { limit: pageLimitMax, ...(cursor === undefined ? {} : { cursor }) })).data;
  return (await everyPage(read)).map(({ id, title }) => ({ value: id, label: title }));
}
