import type { Connection } from '#lib/contracts/connections.ts';

type Region = NonNullable<Connection['region']>;

const labels: Readonly<Record<Region, string>> = {
  us: 'United States',
  eu: 'European Union',
  uk: 'United Kingdom',
  ca: 'Canada',
  au: 'Australia',
  jp: 'Japan',
};

/** Regions as a form offers them. */
export const regionOptions = Object.entries(labels).map(([value, label]) => ({ value, label }));

/** A region in words; where nobody has said, that. */
export const regionName = (region: Region | null): string => (region === null ? 'Not said' : labels[region]);
