import type { Metadata } from 'next';
import type { z } from 'zod';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { explainAccess } from '#lib/access/index.ts';
import type { AccessReport } from '#lib/contracts/access.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { peopleOptions } from '../budgets/_components/scope-options.ts';
import { AccessChoice } from './_components/access-choice.tsx';
import { placeOptions } from './_components/place-options.ts';
import { VerdictTable } from './_components/verdict-table.tsx';

export const metadata: Metadata = { title: 'Access explorer' };

/** The field and id in `team_id=team_…`; anything else asks about the organization. */
function placeOf(on: unknown): Readonly<Record<string, string>> {
  const [, field, id] = (typeof on === 'string' ? /^(department_id|team_id|project_id|key_id)=(\w+)$/.exec(on) : null) ?? [];
  return field === undefined || id === undefined ? {} : { [field]: id };
}

function answerOf({ user, resource, level, verdicts }: z.input<typeof AccessReport>): string {
  const name = user.name || user.email;
  const place = resource.kind === 'tenant' ? 'the whole organization' : resource.name;
  if (user.status === 'deactivated') return `${name} is deactivated and may nothing, whatever they hold.`;
  const allowed = verdicts.filter((verdict) => verdict.allowed).length;
  return `${name} holds ${allowed} of ${verdicts.length} permissions on ${place}${level === 0 ? '' : `, at level ${level}`}.${resource.is_own ? ' It is their own, so what needs only an own permission is open to them.' : ''}`;
}

/** What can this person do here, and why? */
export default async function AccessPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { reader, now, me } = await loadReader();
  const user = typeof search.user === 'string' ? search.user : me.user.id;
  const place = placeOf(search.on);
  const [report, people, places] = await Promise.all([
    perform(explainAccess, { user_id: user, ...place }),
    peopleOptions(),
    placeOptions(),
  ]);
  const self = { value: me.user.id, label: me.user.name || me.user.email, detail: me.user.email };
  const options = people.some(({ value }) => value === self.value) ? people : [self, ...people];
  const [[field, id] = []] = Object.entries(place);
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Access explorer' }]} />
      <PageHeader
        title="Access explorer"
        answer={report.data === undefined ? 'What somebody can do, and by which role, group or parent.' : answerOf(report.data)}
      />
      <div className="px-(--gutter) pb-12">
        <AccessChoice
          key={`${user} ${id}`}
          people={options}
          places={places.options}
          note={places.note}
          chosen={{ user, on: field === undefined || id === undefined ? undefined : `${field}=${id}` }}
        />
        {report.data === undefined ? (
          <ErrorState title="There is nothing to show" requestId={report.problem.request_id}>
            {report.problem.detail}
          </ErrorState>
        ) : (
          <VerdictTable verdicts={report.data.verdicts} reader={reader} now={now} />
        )}
      </div>
    </>
  );
}
