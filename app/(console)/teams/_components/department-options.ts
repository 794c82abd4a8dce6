import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments } from '#lib/organization/index.ts';

/** Departments to choose from, as far as the reader sees them. */
export async function departmentOptions() {
  const { data } = await perform(listDepartments, { limit: 200 });
  return (data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
}
