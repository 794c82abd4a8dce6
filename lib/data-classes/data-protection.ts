import type { DataDetection, DataLevels, HandlingRequirements } from '#lib/contracts/data-classes.ts';
import type { DataCategory, DataEntity } from '#lib/contracts/data-entities.ts';
import { type DataClass, dataClasses } from '#lib/contracts/route-names.ts';
import { type FindOptions, termPattern } from '#lib/recognizers/index.ts';
import { type ClassTable, classTable, higherClass } from './class-of.ts';
import { mergeLevels } from './merge-levels.ts';

/** The classes as they hold for one place. */
export interface PlaceProtection {
  readonly table: ClassTable;
  handlingOf(level: DataClass): HandlingRequirements;
  /** The class that its calls have at least, by the security levels around it. */
  readonly levelClass: DataClass | null;
}

function placeProtection(levels: DataLevels, levelClass: DataClass | null): PlaceProtection {
  return { table: classTable(levels), handlingOf: (level) => levels[level].handling_requirements, levelClass };
}

/** What an organization wants of its calls, compiled once for each version of its settings. */
export class DataProtection {
  readonly detection: DataDetection;
  /** What `findData` is asked. */
  readonly options: FindOptions;
  /** Beginnings, in lower case, of own terms of several words; a stream is not cut behind one. */
  readonly termBeginnings: readonly string[];
  readonly #tenant: DataLevels;
  readonly #places: ReadonlyMap<string, DataLevels>;
  readonly #chainOf: (teamId: string | null, departmentId: string | null) => readonly string[];
  readonly #regionOf: (connectionId: string) => string | null;
  readonly #classOfProject: (projectId: string) => DataClass | null;
  readonly #classOfPlace: (placeId: string | null) => DataClass | null;
  readonly #known = new Map<string, PlaceProtection>();

  constructor(
    tenant: DataLevels,
    detection: DataDetection,
    parts: {
      /** What departments, teams and projects add, by their ids. */
      readonly places?: ReadonlyMap<string, DataLevels>;
      /** The places around a caller, himself the first. */
      readonly chainOf?: (teamId: string | null, departmentId: string | null) => readonly string[];
      readonly regionOf?: (connectionId: string) => string | null;
      readonly classOfProject?: (projectId: string) => DataClass | null;
      /** What the security level of a department or team says by itself; null asks for that of the organization. */
      readonly classOfPlace?: (placeId: string | null) => DataClass | null;
    } = {},
  ) {
    this.detection = detection;
    this.#tenant = tenant;
    this.#places = parts.places ?? new Map();
    this.#chainOf = parts.chainOf ?? (() => []);
    this.#regionOf = parts.regionOf ?? (() => null);
    this.#classOfProject = parts.classOfProject ?? (() => null);
    this.#classOfPlace = parts.classOfPlace ?? (() => null);
    this.options = {
      scoreMin: detection.minimum_score,
      without: new Set<DataEntity>(detection.ignored_kinds),
      allowed: new Set(detection.allowed_terms.map((term) => term.toLowerCase())),
      denied: termPattern(detection.denied_terms),
    };
    this.termBeginnings = detection.denied_terms.flatMap((term) => {
      const words = term.trim().toLowerCase().split(/\s+/);
      return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join(' ')} `);
    });
  }

  get looksAtRequests(): boolean {
    return this.detection.scope !== 'off';
  }

  get looksAtAnswers(): boolean {
    return this.detection.scope === 'requests_and_answers';
  }

  actionOf(category: DataCategory): DataDetection['actions'][DataCategory] {
    return this.detection.actions[category];
  }

  /** What holds for callers of a team, or of a department where there is no team, and for a project. */
  of(teamId: string | null, departmentId: string | null, projectId: string | null = null): PlaceProtection {
    // Most projects add nothing, and need no entry of their own.
    const project = projectId !== null && this.#places.has(projectId) ? projectId : null;
    const key = `${teamId ?? ''} ${departmentId ?? ''} ${project ?? ''}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const ids = project === null ? this.#chainOf(teamId, departmentId) : [project, ...this.#chainOf(teamId, departmentId)];
    const around = ids.flatMap((id) => this.#places.get(id) ?? []);
    const levelClass = [null, ...ids].reduce<DataClass | null>((found, id) => higherClass(found, this.#classOfPlace(id)), null);
    const made = placeProtection(mergeLevels(this.#tenant, ...around), levelClass);
    this.#known.set(key, made);
    return made;
  }

  /** Whether some class wants it seen who called, here or anywhere in the organization. */
  get logsAccess(): boolean {
    const all = [this.#tenant, ...this.#places.values()];
    return all.some((levels) => dataClasses.some((name) => levels[name].handling_requirements.access_logging));
  }

  regionOf(connectionId: string): string | null {
    return this.#regionOf(connectionId);
  }

  classOfProject(projectId: string): DataClass | null {
    return this.#classOfProject(projectId);
  }
}
