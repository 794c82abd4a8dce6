import { Badge } from '#components/ui/badge.tsx';
import { classWords, kindWords } from '../../data-classes/_components/class-words.ts';
import type { CallRow } from './call-columns.tsx';

type CallData = NonNullable<CallRow['data']>;

const byWords = {
  header: 'said by the caller',
  key: 'fixed by the key',
  project: 'fixed by the project',
  place: 'fixed by the security level of its team, department or organization',
  found: 'by what was found',
} as const;
const actionWords = {
  none: 'Nothing was done about it',
  logged: 'Noted',
  redacted: 'Taken out, and put back in the answer',
  routed: 'Sent to the route for it',
  blocked: 'Refused',
} as const satisfies Record<CallData['action'], string>;

const foundIn = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([kind, count]) => `${kindWords(kind)} × ${count}`)
    .join(', ');

/** How sensitive a call was, and what was found in it. */
export function CallData({ data }: { data: CallData }) {
  const [request, answer] = [foundIn(data.request), foundIn(data.answer)];
  return (
    <>
      <h3 className="mt-6 mb-2 flex items-center gap-2 font-semibold text-body">
        Data{' '}
        <Badge tone={data.class === 'restricted' ? 'danger' : data.class === 'confidential' ? 'warning' : 'neutral'}>
          {classWords[data.class]}
        </Badge>
      </h3>
      <p className="text-control text-second">{`The class was ${byWords[data.by]}. ${request === '' && answer === '' ? '' : `${actionWords[data.action]}.`}`}</p>
      {request === '' ? null : <p className="text-control">{`Request: ${request}`}</p>}
      {answer === '' ? null : <p className="text-control">{`Answer: ${answer}`}</p>}
    </>
  );
}
