import type { BudgetInForce } from './budget-in-force.ts';

export type ScopeKind =
  | 'tenant'
  | 'department'
  | 'team'
  | 'project'
  | 'environment'
  | 'cost_center'
  | 'user'
  | 'key'
  | 'provider'
  | 'model'
  | 'tag';

/** A budget with the calls it is about. */
export interface ScopedBudget {
  readonly budget: BudgetInForce;
  readonly scopeKind: ScopeKind;
  /** As stored: a UUID, a name, or `name=value` for a tag. */
  readonly scopeValue: string;
  /** Departments or teams in the scope, those below it included; empty for other kinds. */
  readonly memberIds: readonly string[];
}

/** Whom a call is charged to, as the key says. */
export interface ChargedPrincipal {
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly keyId: string;
}

const none: readonly BudgetInForce[] = [];

/** The budgets of a tenant, arranged by what a call is asked about; made once for each version of the configuration. */
export class TenantBudgets {
  /** Some budget has reached a threshold that does something to calls. */
  readonly isActing: boolean;
  /** By `kind id`. */
  readonly #byPrincipal = new Map<string, BudgetInForce[]>();
  readonly #byProvider = new Map<string, BudgetInForce[]>();
  readonly #byModel = new Map<string, BudgetInForce[]>();
  readonly #byTag: { readonly name: string; readonly value: string; readonly budget: BudgetInForce }[] = [];
  readonly #ofPrincipals = new WeakMap<ChargedPrincipal, readonly BudgetInForce[]>();

  constructor(scoped: readonly ScopedBudget[]) {
    this.isActing = scoped.some(({ budget }) => budget.acting !== null);
    for (const one of scoped) this.#add(one);
  }

  #add({ budget, scopeKind, scopeValue, memberIds }: ScopedBudget): void {
    const put = (map: Map<string, BudgetInForce[]>, key: string) => {
      const known = map.get(key);
      if (known === undefined) map.set(key, [budget]);
      else known.push(budget);
    };
    if (scopeKind === 'provider') put(this.#byProvider, scopeValue);
    else if (scopeKind === 'model') put(this.#byModel, scopeValue);
    else if (scopeKind === 'department' || scopeKind === 'team') for (const id of memberIds) put(this.#byPrincipal, `${scopeKind} ${id}`);
    else if (scopeKind === 'tag') {
      const equals = scopeValue.indexOf('=');
      this.#byTag.push({ name: scopeValue.slice(0, equals), value: scopeValue.slice(equals + 1), budget });
    } else put(this.#byPrincipal, `${scopeKind} ${scopeValue}`);
  }

  /** The budgets of a call at a target, each once. The same list object for the same key where neither target nor tags matter. */
  applicable(
    principal: ChargedPrincipal,
    provider: string,
    model: string,
    tags: Readonly<Record<string, string>> | null,
  ): readonly BudgetInForce[] {
    const own = this.#ofPrincipal(principal);
    const byProvider = this.#byProvider.get(provider);
    const byModel = this.#byModel.get(model);
    const isTagged = tags !== null && this.#byTag.length > 0;
    if (byProvider === undefined && byModel === undefined && !isTagged) return own;
    const byTag = isTagged ? this.#byTag.filter(({ name, value }) => Object.hasOwn(tags, name) && tags[name] === value) : [];
    return [...own, ...(byProvider ?? none), ...(byModel ?? none), ...byTag.map(({ budget }) => budget)];
  }

  #ofPrincipal(principal: ChargedPrincipal): readonly BudgetInForce[] {
    const known = this.#ofPrincipals.get(principal);
    if (known !== undefined) return known;
    const { departmentId, teamId, userId, keyId } = principal;
    const keys = ['tenant ', `department ${departmentId}`, `team ${teamId}`, `user ${userId}`, `key ${keyId}`];
    const found = keys.flatMap((key) => this.#byPrincipal.get(key) ?? []);
    this.#ofPrincipals.set(principal, found);
    return found;
  }
}
