import { Banner } from '#components/ui/banner.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listIncidents } from '#lib/incidents/index.ts';

/** Says that something went wrong which nobody has resolved; nothing where there is nothing. */
export async function IncidentNotice() {
  const { data } = await perform(listIncidents, { state: 'unresolved', limit: 1 });
  const [first] = data?.data ?? [];
  if (first === undefined) return null;
  return (
    <Banner
      tone={first.severity === 'critical' ? 'danger' : 'warning'}
      action={
        <ButtonLink size="small" href={`/incidents?open=${first.id}`}>
          See incident
        </ButtonLink>
      }
    >
      {first.title}. {first.state === 'open' ? 'Nobody has acknowledged it yet.' : 'Somebody is looking at it.'}
    </Banner>
  );
}
