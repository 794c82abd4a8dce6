import type { TenantTransaction } from '#db/tenant.ts';

/** What moving an approval needs, whether a person, a call or a job moves it. */
export interface DeskContext {
  readonly tx: TenantTransaction;
  readonly tenantId: string;
  readonly now: Date;
}
