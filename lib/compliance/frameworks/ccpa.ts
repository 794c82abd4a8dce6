import { attested, checked, type Framework } from './framework.ts';

export const ccpa: Framework = {
  key: 'ccpa',
  name: 'CCPA',
  edition: 'California Civil Code 1798.100 ff., as amended by the CPRA',
  about: 'What California asks of businesses that handle personal information.',
  controls: [
    checked('1798.100(a)(3)', 'Personal information is kept no longer than stated', ['retention-is-limited', 'expired-content-deleted']),
    checked(
      '1798.100(c)',
      'Only personal information that is needed is used',
      ['personal-data-redacted'],
      'What is needed for the stated purpose is for a person to say.',
    ),
    checked('1798.100(d)', 'Service providers are bound by contract', ['providers-are-registered', 'provider-agreements-signed']),
    checked('1798.100(e)', 'Reasonable security is in place', [
      'administrators-have-second-factor',
      'second-factor-required',
      'single-sign-on-enforced',
      'provider-credentials-encrypted',
      'providers-reached-by-tls',
      'tool-servers-reached-by-tls',
      'tenants-are-isolated',
    ]),
    checked('1798.105', 'Personal information is deleted on request', ['privacy-requests-in-time', 'expired-content-deleted']),
    checked('1798.110, .130', 'Requests to know are answered within 45 days', ['privacy-requests-in-time']),
    checked('1798.121', 'Sensitive personal information is used within limits', [
      'personal-data-redacted',
      'sensitive-data-is-looked-for',
      'sensitive-projects-guarded',
    ]),
    checked('1798.140(ag)', 'Providers do not use what they are sent for purposes of their own', ['providers-do-not-train']),
    attested('1798.135', 'People can opt out of sale and sharing', 'The notice stands on your own pages.'),
    checked('1798.150', 'A breach of unencrypted information is prevented', [
      'provider-credentials-encrypted',
      'leavers-cut-off',
      'keys-are-rotated',
    ]),
  ],
};
