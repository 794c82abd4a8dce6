import { attested, checked, type Framework } from './framework.ts';

export const gdpr: Framework = {
  key: 'gdpr',
  name: 'GDPR',
  edition: 'Regulation (EU) 2016/679',
  about: 'What the European Union asks of whoever processes personal data.',
  controls: [
    checked(
      'Art. 5(1)(c)',
      'Only the personal data that is needed is sent to models',
      ['personal-data-redacted', 'sensitive-data-is-looked-for', 'sensitive-data-is-acted-on', 'sensitive-projects-guarded'],
      'That the detected patterns cover the personal data you handle is for a person to say.',
    ),
    checked('Art. 5(1)(e)', 'Personal data is kept no longer than needed', [
      'retention-is-limited',
      'prompts-are-kept-sparingly',
      'expired-content-deleted',
      'provider-retention-known',
    ]),
    checked('Art. 5(2)', 'What is done with personal data can be shown afterwards', [
      'audit-log-runs',
      'audit-entries-are-sealed',
      'audit-log-is-signed',
      'audit-log-is-whole',
      'calls-are-traceable',
    ]),
    attested(
      'Art. 6',
      'There is a lawful basis for each use of personal data',
      'The basis lies in contracts and consents outside this system.',
    ),
    checked('Art. 15, 20', 'People get access to their data, and a copy of it, within a month', ['privacy-requests-in-time']),
    checked('Art. 17', 'Personal data is erased when somebody may ask for it', ['privacy-requests-in-time', 'expired-content-deleted']),
    checked('Art. 25', 'Protection of data is the default', [
      'personal-data-redacted',
      'prompts-are-kept-sparingly',
      'kept-answers-are-separated',
      'keys-are-scoped',
    ]),
    checked('Art. 28', 'Processors work under a contract', [
      'providers-are-registered',
      'provider-agreements-signed',
      'provider-records-reviewed',
    ]),
    checked(
      'Art. 30',
      'Processing is recorded',
      ['keys-serve-a-project', 'projects-have-owner', 'providers-are-registered'],
      'Purposes and categories of the record of processing are written by people.',
    ),
    checked('Art. 32(1)(a)', 'Personal data is encrypted', [
      'provider-credentials-encrypted',
      'providers-reached-by-tls',
      'tool-servers-reached-by-tls',
    ]),
    checked('Art. 32(1)(b)', 'Confidentiality, integrity and availability are kept up', [
      'administrators-have-second-factor',
      'second-factor-required',
      'single-sign-on-enforced',
      'tenants-are-isolated',
      'leavers-cut-off',
      'calls-succeed',
    ]),
    checked('Art. 32(1)(d)', 'Measures are tested and reviewed', ['access-reviewed', 'provider-records-reviewed']),
    checked(
      'Art. 33',
      'Breaches are noticed and reported within 72 hours',
      ['incidents-are-acknowledged', 'incidents-are-resolved'],
      'Whether an incident is a breach, and what the authority was told, is for a person to say.',
    ),
    attested('Art. 35', 'The impact of risky processing is assessed beforehand', 'An assessment is a document that people write.'),
    attested('Art. 37', 'A data protection officer is named where one is needed', 'The appointment lies outside this system.'),
    checked(
      'Art. 44-46',
      'Data leaves the region only where it may',
      ['connections-name-their-region', 'calls-stay-in-region'],
      'The instrument for each transfer, such as standard contractual clauses, is a document.',
    ),
  ],
};
