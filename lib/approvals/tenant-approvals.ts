import type { NanoUsd } from '#lib/core/money.ts';

/** A rule for calls, as processes hold it. */
export interface CallRule {
  readonly ruleId: string;
  readonly scopeKind: 'tenant' | 'department' | 'team';
  /** Departments or teams in the scope, those below it included; empty for the tenant. */
  readonly memberIds: readonly string[];
  /** Null where cost decides nothing. */
  readonly aboveNanoUsd: NanoUsd | null;
  readonly providers: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
  readonly restricted: boolean;
}

/** A provider or model that was opened for a key, or for teams. */
export interface Granted {
  readonly kind: 'provider' | 'model';
  readonly value: string;
  readonly holderKind: 'key' | 'team';
  /** The key; or the team and those below it. */
  readonly holderIds: readonly string[];
}

/** Whose call it is, as the key says. */
export interface CallingPrincipal {
  readonly keyId: string;
  readonly teamId: string | null;
  readonly departmentId: string | null;
}

/** What a call would be sent to, and what it can cost there. */
export interface CallAtTarget {
  readonly provider: string;
  /** Every name that the model goes by in this call: its own, with its connection, and as the caller asked for it. */
  readonly models: readonly string[];
  readonly boundNanoUsd: NanoUsd;
}

/** Why a call may not be sent without an approval. */
export interface ApprovalNeed {
  readonly ruleId: string;
  readonly because: 'cost' | 'provider' | 'model';
  /** No approval of a single call helps; only access does. */
  readonly isRestricted: boolean;
  /** Above which calls need one; null where it is not for their cost. */
  readonly aboveNanoUsd: NanoUsd | null;
}

const order = { team: 0, department: 1, tenant: 2 } as const;
const grantKey = (kind: string, value: string, holderKind: string, holderId: string): string =>
  `${kind} ${holderKind} ${holderId} ${value}`;

/** The rules for calls of a tenant and the access that was granted past them; made once for each version of the configuration. */
export class TenantApprovals {
  /** The nearest first: smaller scopes lie within larger ones. */
  readonly #rules: readonly CallRule[];
  readonly #grants: ReadonlySet<string>;
  readonly #ofPrincipals = new WeakMap<CallingPrincipal, readonly CallRule[]>();

  constructor(rules: readonly CallRule[], granted: readonly Granted[]) {
    this.#rules = [...rules].sort(
      (left, right) => order[left.scopeKind] - order[right.scopeKind] || left.memberIds.length - right.memberIds.length,
    );
    this.#grants = new Set(
      granted.flatMap(({ kind, value, holderKind, holderIds }) => holderIds.map((id) => grantKey(kind, value, holderKind, id))),
    );
  }

  /** Whether any rule is about calls of this key; false costs one look into a map. */
  concerns(principal: CallingPrincipal): boolean {
    return this.#rulesOf(principal).length > 0;
  }

  /**
   * Why a call needs an approval, or null. Providers and models are closed by every rule whose scope the key is in; of costs
   * the nearest rule that names one decides alone, be it stricter or looser than those around it.
   */
  need(principal: CallingPrincipal, call: CallAtTarget): ApprovalNeed | null {
    const rules = this.#rulesOf(principal);
    let found: ApprovalNeed | null = null;
    for (const rule of rules) {
      const because = this.#closedBy(rule, principal, call);
      if (because === null) continue;
      const need = { ruleId: rule.ruleId, because, isRestricted: rule.restricted, aboveNanoUsd: null };
      if (rule.restricted) return need;
      found ??= need;
    }
    const costly = rules.find(({ aboveNanoUsd }) => aboveNanoUsd !== null);
    if (costly === undefined || costly.aboveNanoUsd === null || call.boundNanoUsd <= costly.aboveNanoUsd) return found;
    return found ?? { ruleId: costly.ruleId, because: 'cost', isRestricted: false, aboveNanoUsd: costly.aboveNanoUsd };
  }

  #closedBy(rule: CallRule, principal: CallingPrincipal, { provider, models }: CallAtTarget): 'provider' | 'model' | null {
    if (rule.providers.has(provider) && !this.#isGranted('provider', [provider], principal)) return 'provider';
    return models.some((model) => rule.models.has(model)) && !this.#isGranted('model', models, principal) ? 'model' : null;
  }

  #isGranted(kind: Granted['kind'], values: readonly string[], { keyId, teamId }: CallingPrincipal): boolean {
    return values.some(
      (value) =>
        this.#grants.has(grantKey(kind, value, 'key', keyId)) ||
        (teamId !== null && this.#grants.has(grantKey(kind, value, 'team', teamId))),
    );
  }

  #rulesOf(principal: CallingPrincipal): readonly CallRule[] {
    const known = this.#ofPrincipals.get(principal);
    if (known !== undefined) return known;
    const { teamId, departmentId } = principal;
    const found = this.#rules.filter(({ scopeKind, memberIds }) => {
      if (scopeKind === 'tenant') return true;
      const id = scopeKind === 'team' ? teamId : departmentId;
      return id !== null && memberIds.includes(id);
    });
    this.#ofPrincipals.set(principal, found);
    return found;
  }
}
