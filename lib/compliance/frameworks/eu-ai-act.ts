import { attested, checked, type Framework } from './framework.ts';

export const euAiAct: Framework = {
  key: 'eu-ai-act',
  name: 'EU AI Act',
  edition: 'Regulation (EU) 2024/1689, with the dates of the 2026 amendment',
  about:
    'What the European Union asks of providers and deployers of AI. Duties for high-risk systems of Annex III apply from 2 December 2027.',
  controls: [
    attested('Art. 4', 'People who use AI know enough about it', 'Trainings lie outside this system.'),
    attested('Art. 5', 'No prohibited practice is in use', 'What a system is for is judged by people.'),
    checked('Art. 12', 'Events are recorded automatically', ['calls-are-traceable', 'audit-log-runs']),
    checked(
      'Art. 14, 26(2)',
      'People oversee systems of high risk',
      ['projects-have-owner', 'critical-projects-are-gated'],
      'That the person named has the competence and authority is for a person to say.',
    ),
    checked('Art. 15', 'Systems are robust and secure', [
      'calls-succeed',
      'routes-fail-over',
      'tenants-are-isolated',
      'second-factor-required',
    ]),
    checked('Art. 19(1), 26(6)', 'Logs are kept for at least six months', ['logs-kept-six-months', 'audit-log-is-whole']),
    checked(
      'Art. 26(5), 72',
      'Operation is monitored',
      ['project-reviews-are-current', 'incidents-are-acknowledged', 'alerts-reach-somebody', 'anomalies-are-told'],
      'That each use of high risk has monitors of its own is for a person to say.',
    ),
    attested('Art. 27', 'The impact on fundamental rights is assessed', 'An assessment is a document that people write.'),
    attested('Art. 50', 'People are told that they deal with AI', 'The notice stands in your own products.'),
    checked('Art. 73', 'Serious incidents are reported', ['incidents-are-resolved'], 'What the authority was told is for a person to say.'),
  ],
};
