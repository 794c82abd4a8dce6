import { attested, checked, type Framework } from './framework.ts';

export const hipaa: Framework = {
  key: 'hipaa',
  name: 'HIPAA',
  edition: '45 CFR Part 164, Subpart C',
  about: 'The Security Rule for health information in the United States.',
  controls: [
    checked(
      '164.308(a)(1)(ii)(D)',
      'Activity is reviewed',
      ['audit-log-runs', 'audit-entries-are-sealed', 'audit-log-is-signed', 'incidents-are-acknowledged'],
      'That somebody reads the records regularly is for a person to say.',
    ),
    attested('164.308(a)(2)', 'A person is responsible for security', 'The appointment lies outside this system.'),
    checked('164.308(a)(3)(ii)(C)', 'Access ends when people leave', ['leavers-cut-off', 'dormant-accounts-closed']),
    checked('164.308(a)(4)(ii)(C)', 'Access is granted and changed by rule, and reviewed', ['access-reviewed', 'administrators-are-few']),
    attested('164.308(a)(5)', 'People are trained in security', 'Trainings lie outside this system.'),
    checked('164.308(a)(6)(ii)', 'Incidents are responded to and documented', ['incidents-are-acknowledged', 'incidents-are-resolved']),
    checked(
      '164.308(a)(1)(ii)(B)',
      'Risks are brought down in each project',
      ['project-requirements-are-met'],
      'Risks outside this system are for a person to judge.',
    ),
    checked('164.308(b)(1)', 'Business associates work under a contract', ['health-data-goes-to-associates', 'provider-records-reviewed']),
    attested('164.310', 'Buildings and devices are protected', 'Physical safeguards lie outside this system.'),
    checked('164.312(a)(1)', 'Access is technically restricted', ['tenants-are-isolated', 'keys-have-owner', 'keys-are-scoped']),
    checked('164.312(a)(2)(i)', 'Each user is identified', ['keys-have-owner', 'calls-are-traceable']),
    checked(
      '164.312(a)(2)(ii)',
      'There is access in an emergency',
      ['break-glass-accounts-protected'],
      'That the procedure is written down and tried is for a person to say.',
    ),
    checked('164.312(a)(2)(iii)', 'Sessions end by themselves', ['idle-sessions-end', 'sessions-end-within-a-day']),
    checked('164.312(a)(2)(iv)', 'Stored information is encrypted', ['provider-credentials-encrypted']),
    checked('164.312(b)', 'Activity is recorded', [
      'audit-log-runs',
      'audit-entries-are-sealed',
      'audit-log-is-signed',
      'audit-log-is-whole',
    ]),
    checked('164.312(c)(1)', 'Information is not altered unnoticed', ['audit-log-is-whole', 'books-agree']),
    checked('164.312(d)', 'People prove who they are', [
      'administrators-have-second-factor',
      'second-factor-required',
      'single-sign-on-enforced',
    ]),
    checked('164.312(e)(1)', 'Transmission is protected', ['providers-reached-by-tls', 'tool-servers-reached-by-tls']),
    attested('164.316(b)(2)(i)', 'Documentation is kept for six years', 'Documents of policies and procedures lie outside this system.'),
  ],
};
