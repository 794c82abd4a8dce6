import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const privacyRequestsInTime: Check = {
  name: 'privacy-requests-in-time',
  title: 'Requests of people about their data are answered in time',
  looks: 'Requests of the last year, and whether each was ended by the date that its law sets, or is not due yet.',
  severity: 'high',
  mend: 'Carry out the requests named, or refuse them with a reason; extend others before they are due.',
  page: '/privacy',
  isCheap: true,
  subject: 'privacyRequest',
  subjects: (scope) => sql`
    select r.id::text as id, coalesce(r.ended_at, ${daysBefore(scope, 0)}) > r.due_at as failing
    from privacy_request r where r.tenant_id = ${scope.tenantId}
      and (r.received_at > ${daysBefore(scope, 365)} or r.state in ('received', 'verified', 'approved'))`,
};
