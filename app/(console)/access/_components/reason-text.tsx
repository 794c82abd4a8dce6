import type { z } from 'zod';
import { PageLink } from '#components/shell/page-link.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { AccessReason } from '#lib/contracts/access.ts';
import type { Reader } from '#lib/core/format.ts';

export interface ReasonTextProps {
  reason: z.input<typeof AccessReason>;
  reader: Reader;
  now: string;
}

/** Why a permission is held, as a sentence: the role, what of it, where, how it came, until when. */
export function ReasonText({ reason, reader, now }: ReasonTextProps) {
  const { source, role_id: roleId, role_title: title, inherited_from_title: parent, pattern, scope_name: place } = reason;
  return (
    <>
      <PageLink href={`/roles?open=${roleId}`} className="underline underline-offset-2">
        {title}
      </PageLink>
      {parent === null ? null : ` by its parent ${parent}`} (<span className="font-mono">{pattern}</span>) on {place ?? 'the organization'}
      {source === 'team_lead' ? ', as lead of the team' : null}
      {source === 'group' && reason.group_id !== null ? (
        <>
          , by the group{' '}
          <PageLink href={`/groups/${reason.group_id}`} className="underline underline-offset-2">
            {reason.group_name}
          </PageLink>
        </>
      ) : null}
      {reason.expires_at === null ? null : (
        <>
          , until <TimeText at={reason.expires_at} reader={reader} now={now} />
        </>
      )}
    </>
  );
}
