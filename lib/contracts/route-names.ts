// Without schemas, so that the editor has these words without the library behind them.

/** How a group of a route orders its members; `lib/routes/strategies` carries each out. */
export const strategyNames = [
  'fallback',
  'weighted',
  'least_cost',
  'lowest_latency',
  'least_busy',
  'task',
  'time_window',
  'data_class',
  'residency',
  'sticky',
] as const;
export type StrategyName = (typeof strategyNames)[number];

/** How sensitive what a call carries is, as its caller says with `x-tollgate-data-class`; least first. */
export const dataClasses = ['public', 'internal', 'confidential', 'restricted'] as const;
export type DataClass = (typeof dataClasses)[number];

/** Where providers can process what they are sent: the region of a connection, and the one that a call asks for with `x-tollgate-region`. */
export const regionNames = ['us', 'eu', 'uk', 'ca', 'au', 'jp'] as const;
export type RegionName = (typeof regionNames)[number];

export const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type WeekDay = (typeof weekDays)[number];

/** Groups inside groups, the outermost counted; links to other routes count as much as what they hold. */
export const groupDepthMax = 4;
/** Members of one group, and targets of one route, at most. */
export const membersMax = 20;
export const routeTargetsMax = 50;
/** Members of one route and of all that it links to, each as often as it is linked to, at most: links multiply. */
export const linkedMembersMax = 400;
