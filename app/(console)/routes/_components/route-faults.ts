/** What the server found wrong in a draft. */
export interface RouteFault {
  /** JSON pointer in the input, such as `/draft/members/0/model`. */
  readonly pointer: string;
  readonly detail: string;
}

/** The words of the first fault at a field, or anywhere below it; undefined where there is none. */
export const faultAt = (faults: readonly RouteFault[], pointer: string): string | undefined =>
  faults.find((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`))?.detail;

/** Faults that no field of the editor shows. */
const shownFields = [
  'model',
  'connection_id',
  'route_id',
  'weight',
  'tasks',
  'data_classes',
  'window',
  'concurrency_max',
  'first_token_seconds',
  'timeout_seconds',
  'retries_max',
];

export const faultsElsewhere = (faults: readonly RouteFault[]): readonly RouteFault[] =>
  faults.filter(({ pointer }) => !shownFields.some((field) => new RegExp(`/${field}(/|$)`).test(pointer)));
