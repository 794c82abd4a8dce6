/** The published version of a route that decides about a call. */
export interface ChosenRoute {
  readonly routeId: string;
  readonly name: string;
  readonly version: number;
}
