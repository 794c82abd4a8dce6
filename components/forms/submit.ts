/** RFC 9457 problem of a refused submit, as the API and server actions give it. */
export interface FormProblem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly request_id: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** What a submit comes to; the shape a server action returns from carrying out an operation. */
export type FormOutcome<Data> =
  | { readonly data: Data; readonly problem?: undefined }
  | { readonly data?: undefined; readonly problem: FormProblem };

export interface SubmitContext {
  /** The same until a submit went through: a second one, after a lost answer, changes nothing. */
  idempotencyKey: string;
  /** Version the reader saw; sent as If-Match. */
  ifMatch: number | undefined;
}

/** Carries out the form: a server action. */
export type SubmitForm<Data> = (values: Record<string, unknown>, context: SubmitContext) => Promise<FormOutcome<Data>>;

/** What stands in the form when no answer came at all: a retry with the same key is safe. */
export const lostAnswer: FormProblem = {
  title: 'No answer came',
  status: 0,
  detail: 'The connection broke. Submit again: if the first attempt arrived, it is not carried out twice.',
  code: 'no_answer',
  request_id: '',
};
