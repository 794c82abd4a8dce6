/** What of a tenant has to be read again. */
export interface Refresh {
  readonly principals: boolean;
  readonly tenant: boolean;
}

export const everything: Refresh = { principals: true, tenant: true };

const sections: Readonly<Record<string, Refresh>> = {
  keys: { principals: true, tenant: false },
  // Limits of a role are for those who hold it, and who holds which role decides about tool servers, too.
  access: everything,
  organization: everything,
  cache: { principals: false, tenant: true },
  transformations: { principals: false, tenant: true },
  policies: { principals: false, tenant: true },
  budgets: { principals: false, tenant: true },
  projects: { principals: false, tenant: true },
  cost_centers: { principals: false, tenant: true },
  rate_limits: { principals: false, tenant: true },
  approvals: { principals: false, tenant: true },
  connections: { principals: false, tenant: true },
  routes: { principals: false, tenant: true },
  prices: { principals: false, tenant: true },
  mcp: { principals: false, tenant: true },
};

/** What a section of the configuration concerns; one that this version does not know concerns everything. */
export const refreshOf = (section: string): Refresh => sections[section] ?? everything;

/** What is still to be read again, by tenant; stays until it has been done. */
export class PendingRefreshes {
  readonly #pending = new Map<string, Refresh>();

  add(tenantId: string, refresh: Refresh): void {
    const known = this.#pending.get(tenantId);
    this.#pending.set(tenantId, {
      principals: refresh.principals || known?.principals === true,
      tenant: refresh.tenant || known?.tenant === true,
    });
  }

  /**
   * Does all of it, several tenants at a time; rejects with the first failure after the others had their turn. Nothing
   * may be added meanwhile.
   */
  async work(tenantsAtOnce: number, refresh: (tenantId: string, what: Refresh) => Promise<void>): Promise<void> {
    const due = [...this.#pending];
    const takeTurns = async (): Promise<void> => {
      for (let next = due.pop(); next !== undefined; next = due.pop()) {
        const [tenantId, what] = next;
        await refresh(tenantId, what);
        this.#pending.delete(tenantId);
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: tenantsAtOnce }, takeTurns));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }
}
