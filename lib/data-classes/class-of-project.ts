import { type DataClass, dataClasses } from '#lib/contracts/route-names.ts';
import { type ClassTable, higherClass } from './class-of.ts';

/** What a project says of its data. */
export interface ProjectData {
  readonly securityLevel: string;
  /** Categories such as `phi`, as projects name them. */
  readonly dataClasses: readonly string[];
}

/** Levels that say something of a call; the others are what every project has that nobody thought about. */
const sensitive: ReadonlySet<string> = new Set<DataClass>(['confidential', 'restricted']);

/** The class that calls of a project have at least: that of the categories it works with, or its level where that is higher. */
export function classOfProject(table: ClassTable, { securityLevel, dataClasses: categories }: ProjectData): DataClass | null {
  const own = dataClasses.find((name) => name === securityLevel && sensitive.has(name)) ?? null;
  return categories.reduce<DataClass | null>((found, category) => higherClass(found, table.get(category) ?? null), own);
}
