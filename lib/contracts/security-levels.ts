import type { DataClass } from './route-names.ts';

/** How carefully a place wants to be treated, least first. */
export const securityLevels = ['standard', 'elevated', 'strict'] as const;
export type SecurityLevel = (typeof securityLevels)[number];

/** What a level asks of the people, calls and keys of a place and of all that lies in it; null asks nothing. */
export interface SecurityDemands {
  /** Whoever is in it or holds a role on it needs a second factor, at once. */
  readonly secondFactor: boolean;
  /** Their sessions end when they were not used for so long. */
  readonly idleMinutesMax: number | null;
  /** Calls are of this data class at least. */
  readonly dataClass: DataClass | null;
  /** Calls go only to connections over HTTPS, or inside this process. */
  readonly encryption: boolean;
  /** Keys that are made there end within so many days. */
  readonly keyDaysMax: number | null;
}

export const securityDemands: Readonly<Record<SecurityLevel, SecurityDemands>> = {
  standard: { secondFactor: false, idleMinutesMax: null, dataClass: null, encryption: false, keyDaysMax: null },
  elevated: { secondFactor: false, idleMinutesMax: 60, dataClass: 'confidential', encryption: false, keyDaysMax: 365 },
  strict: { secondFactor: true, idleMinutesMax: 15, dataClass: 'restricted', encryption: true, keyDaysMax: 90 },
};

const rank = (level: SecurityLevel | null): number => (level === null ? -1 : securityLevels.indexOf(level));

/** Whether the first asks for more than the second; null asks for nothing. */
export const isStricter = (level: SecurityLevel | null, than: SecurityLevel | null): boolean =>
  Math.max(rank(level), 0) > Math.max(rank(than), 0);

/** The strictest of several; null where none says anything. */
export const strictestLevel = (levels: readonly (SecurityLevel | null)[]): SecurityLevel | null =>
  levels.reduce<SecurityLevel | null>((found, level) => (rank(level) > rank(found) ? level : found), null);
