import { attested, checked, type Framework } from './framework.ts';

export const iso42001: Framework = {
  key: 'iso-42001',
  name: 'ISO 42001',
  edition: 'ISO/IEC 42001:2023, Annex A',
  about: 'The standard for managing artificial intelligence.',
  controls: [
    attested('A.2.2', 'There is a policy for artificial intelligence', 'The policy is a document that people approve.'),
    checked('A.3.2', 'Roles and responsibilities are given', ['projects-have-owner']),
    attested('A.3.3', 'Concerns can be reported', 'The way to report concerns lies outside this system.'),
    checked('A.4.2', 'Resources of AI systems are documented', ['keys-serve-a-project', 'providers-are-registered']),
    attested('A.5.2', 'Impacts of AI systems are assessed', 'An assessment is a document that people write.'),
    checked('A.6.2.6', 'Operation is monitored', [
      'alerts-reach-somebody',
      'anomalies-are-told',
      'calls-succeed',
      'spending-is-limited',
      'incidents-are-acknowledged',
    ]),
    checked('A.6.2.8', 'Events are recorded while the system is in use', ['calls-are-traceable', 'logs-kept-six-months', 'audit-log-runs']),
    attested('A.8.2', 'Users have information about the system', 'What users are told stands in your own products.'),
    checked(
      'A.8.4',
      'Incidents are communicated',
      ['incidents-are-resolved'],
      'What users were told of an incident is for a person to say.',
    ),
    checked('A.9.2', 'There are processes for responsible use', [
      'guardrails-in-force',
      'critical-projects-are-gated',
      'project-requirements-are-met',
      'project-reviews-are-current',
    ]),
    checked('A.9.4', 'The system is used as intended', ['keys-serve-a-project', 'keys-are-scoped']),
    checked('A.10.2', 'Responsibilities are shared with partners', ['provider-agreements-signed']),
    checked('A.10.3', 'Suppliers meet expectations', [
      'providers-are-registered',
      'provider-agreements-signed',
      'providers-do-not-train',
      'provider-records-reviewed',
    ]),
  ],
};
