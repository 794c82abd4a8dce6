import type { AddressList } from '#lib/core/address-range.ts';
import { type CostChart, SharesChooser } from '#lib/cost-centers/choose-shares.ts';
import type { CallAttribution } from '#lib/usage/usage-event.ts';
import type { Principal } from '../snapshot/snapshot.ts';
import { type EnvironmentModels, type NamedWork, type Work, WorkFinder, type WorkMap } from './work-finder.ts';

/** As many attributions as are remembered for one key. */
const rememberedMax = 64;

/** The networks of a project, with its name for whoever stands outside of them. */
export interface Fence {
  readonly name: string;
  readonly addresses: AddressList;
}

/** What calls are made for and who bears them: the projects and cost centers of a tenant, for one version of its configuration. */
export class Attributions {
  readonly #finder: WorkFinder;
  readonly #shares: SharesChooser;
  readonly #fenced: ReadonlyMap<string, Fence>;
  readonly #models: ReadonlyMap<string, EnvironmentModels>;
  #known = new WeakMap<Principal, Map<string, CallAttribution>>();
  #changesAtMs = Number.NEGATIVE_INFINITY;

  constructor(work: WorkMap, chart: CostChart) {
    this.#finder = new WorkFinder(work, chart.teams, chart.departments);
    this.#shares = new SharesChooser(chart);
    this.#fenced = new Map(
      work.projects.flatMap(({ projectId, name, addresses }) => (addresses === null ? [] : [[projectId, { name, addresses }] as const])),
    );
    this.#models = new Map(
      work.environments.flatMap(({ environmentId, models }) => (models === null ? [] : [[environmentId, models] as const])),
    );
  }

  /** The networks that calls of a project may come from; undefined for everywhere. */
  fenceOf(projectId: string): Fence | undefined {
    return this.#fenced.get(projectId);
  }

  /** What calls of an environment ask for; undefined where it names no model. */
  modelsOf(environmentId: string): EnvironmentModels | undefined {
    return this.#models.get(environmentId);
  }

  /**
   * Whom a call of the key is charged to and what it is for, at a time in milliseconds. The same object for the same key and
   * work as long as it holds, so that what hangs on it is found again. Throws AppError('invalid_request' | 'forbidden') for a
   * project or environment that the key may not use, or that takes no calls.
   */
  of(principal: Principal, named: NamedWork, nowMs: number): CallAttribution {
    const work = this.#finder.find(principal, named);
    if (nowMs >= this.#changesAtMs) this.#forget(nowMs);
    const key = work.environmentId ?? work.projectId ?? '';
    const ofKey = this.#known.get(principal);
    const known = ofKey?.get(key);
    if (known !== undefined) return known;
    const made = this.#make(principal, work, nowMs);
    if (ofKey === undefined) this.#known.set(principal, new Map([[key, made]]));
    else {
      if (ofKey.size >= rememberedMax) ofKey.clear();
      ofKey.set(key, made);
    }
    return made;
  }

  #forget(nowMs: number): void {
    this.#known = new WeakMap();
    this.#changesAtMs = this.#shares.changesAfter(nowMs);
  }

  #make(principal: Principal, { projectId, environmentId }: Work, nowMs: number): CallAttribution {
    const { tenantId, departmentId, teamId, userId, keyId, loan } = principal;
    const costShares = this.#shares.of({ tenantId, keyId, projectId, teamId, departmentId, userId }, nowMs);
    return {
      ...{ tenantId, departmentId, teamId, userId, keyId },
      ...(loan === undefined ? {} : { loanId: loan.loanId }),
      ...(projectId === null ? {} : { projectId }),
      ...(environmentId === null ? {} : { environmentId }),
      ...(costShares === null ? {} : { costShares }),
    };
  }
}
