import type { AddressList } from '#lib/core/address-range.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import type { CostPlace } from '#lib/cost-centers/choose-shares.ts';
import type { Principal } from '../snapshot/snapshot.ts';
import { isWithinPlace } from './is-within-place.ts';

/** A project as calls meet it. */
export interface ProjectInForce {
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  readonly status: 'planned' | 'active' | 'paused' | 'completed';
  readonly visibility: 'public' | 'team' | 'private';
  readonly teamId: string | null;
  readonly departmentId: string | null;
  /** The owner and the stakeholders. */
  readonly people: ReadonlySet<string>;
  /** E-mail domains in lower case; empty allows all. */
  readonly allowedDomains: readonly string[];
  /** Networks that its calls may come from; null for all. */
  readonly addresses: AddressList | null;
}

/** The models of an environment, under the names that its calls would give them. */
export interface EnvironmentModels {
  readonly primary: string;
  /** Serves calls of the first one where nobody can; null for none. */
  readonly fallback: string | null;
}

export interface EnvironmentInForce {
  readonly environmentId: string;
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  readonly status: 'active' | 'paused';
  /** What its calls ask for; null where it names none. */
  readonly models: EnvironmentModels | null;
}

/** What is there to be named; archived projects and environments are not. */
export interface WorkMap {
  readonly projects: readonly ProjectInForce[];
  readonly environments: readonly EnvironmentInForce[];
}

/** What a caller named in his headers. */
export interface NamedWork {
  readonly project: string | undefined;
  readonly environment: string | undefined;
}

/** What a call is for. */
export interface Work {
  readonly projectId: string | null;
  readonly environmentId: string | null;
}

const none: Work = { projectId: null, environmentId: null };

const invalid = (detail: string): AppError => new AppError('invalid_request', { detail });
const forbidden = (detail: string): AppError => new AppError('forbidden', { detail });

/** Finds the project and environment of a call: what the key fixes, else what its caller names and its owner may use. */
export class WorkFinder {
  readonly #teams: ReadonlyMap<string, CostPlace>;
  readonly #departments: ReadonlyMap<string, CostPlace>;
  readonly #projects: ReadonlyMap<string, ProjectInForce>;
  readonly #projectsBySlug: ReadonlyMap<string, ProjectInForce>;
  readonly #environments: ReadonlyMap<string, EnvironmentInForce>;
  readonly #environmentsBySlug: ReadonlyMap<string, EnvironmentInForce>;

  constructor({ projects, environments }: WorkMap, teams: readonly CostPlace[], departments: readonly CostPlace[]) {
    this.#teams = new Map(teams.map((team) => [team.id, team]));
    this.#departments = new Map(departments.map((department) => [department.id, department]));
    this.#projects = new Map(projects.map((project) => [project.projectId, project]));
    this.#projectsBySlug = new Map(projects.map((project) => [project.slug, project]));
    this.#environments = new Map(environments.map((environment) => [environment.environmentId, environment]));
    this.#environmentsBySlug = new Map(environments.map((environment) => [`${environment.projectId} ${environment.slug}`, environment]));
  }

  /** Throws AppError('invalid_request' | 'forbidden'). Where the tenant has no projects, headers are tags and no more. */
  find(principal: Principal, named: NamedWork): Work {
    const { projectId: fixedProject = null, environmentId: fixedEnvironment = null } = principal;
    if (fixedProject === null && named.project === undefined && named.environment === undefined) return none;
    if (this.#projects.size === 0 && fixedProject === null) return none;
    const environmentByName = this.#environmentById(named.environment);
    const project = this.#project(principal, fixedProject, named.project, environmentByName);
    const environment = this.#environment(project, fixedEnvironment, named.environment);
    if (project.status !== 'active') throw forbidden(`The project "${project.name}" is ${project.status}, so it takes no calls.`);
    if (environment !== null && environment.status !== 'active')
      throw forbidden(`The environment "${environment.name}" of the project "${project.name}" is paused, so it takes no calls.`);
    return { projectId: project.projectId, environmentId: environment?.environmentId ?? null };
  }

  #environmentById(name: string | undefined): EnvironmentInForce | undefined {
    const id = name === undefined ? undefined : fromPublicId('environment', name);
    return id === undefined ? undefined : this.#environments.get(id);
  }

  #project(
    principal: Principal,
    fixed: string | null,
    named: string | undefined,
    environment: EnvironmentInForce | undefined,
  ): ProjectInForce {
    if (fixed !== null) {
      const project = this.#projects.get(fixed);
      if (project === undefined) throw forbidden('The project that this key is bound to is archived. Ask the owner of the key.');
      if (named !== undefined && this.#projectNamed(named) !== project)
        throw forbidden(
          `This key is bound to the project "${project.name}" and cannot be used for another. Leave x-tollgate-project away.`,
        );
      return project;
    }
    const project = named === undefined ? this.#projects.get(environment?.projectId ?? '') : this.#projectNamed(named);
    if (named === undefined && environment === undefined)
      throw invalid('An environment needs its project: name it in x-tollgate-project, or give the id of the environment.');
    // One that the key may not use is told like one that is not there.
    if (project === undefined || !this.#mayUse(principal, project))
      throw invalid('There is no project of this name or id that the key may use. Check x-tollgate-project and x-tollgate-environment.');
    return project;
  }

  #projectNamed(name: string): ProjectInForce | undefined {
    return this.#projectsBySlug.get(name) ?? this.#projects.get(fromPublicId('project', name) ?? '');
  }

  #environment(project: ProjectInForce, fixed: string | null, named: string | undefined): EnvironmentInForce | null {
    const byName =
      named === undefined ? undefined : (this.#environmentsBySlug.get(`${project.projectId} ${named}`) ?? this.#environmentById(named));
    if (fixed !== null) {
      const environment = this.#environments.get(fixed);
      if (environment === undefined) throw forbidden('The environment that this key is bound to is archived. Ask the owner of the key.');
      if (named !== undefined && byName !== environment)
        throw forbidden(`This key is bound to the environment "${environment.name}". Leave x-tollgate-environment away.`);
      return environment;
    }
    if (named === undefined) return null;
    if (byName === undefined || byName.projectId !== project.projectId)
      throw invalid(`The project "${project.name}" has no environment of this name or id. Check x-tollgate-environment.`);
    return byName;
  }

  #mayUse({ userId, teamId, departmentId, emailDomain }: Principal, project: ProjectInForce): boolean {
    const { visibility, people, allowedDomains } = project;
    if (allowedDomains.length > 0 && userId !== null && !allowedDomains.includes(emailDomain ?? '')) return false;
    if (visibility === 'public' || (userId !== null && people.has(userId))) return true;
    if (visibility === 'private') return false;
    if (project.teamId !== null) return isWithinPlace(this.#teams, teamId, project.teamId);
    // A project of nobody in particular is the whole organization's.
    return project.departmentId === null || isWithinPlace(this.#departments, departmentId, project.departmentId);
  }
}
