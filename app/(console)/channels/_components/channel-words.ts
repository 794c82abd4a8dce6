import type { ChannelKindName } from '#lib/contracts/channels.ts';

/** Kinds of channels as people call them; `note` where it was never tried against the vendor's own service. */
export const channelWords: Readonly<Record<ChannelKindName, { readonly label: string; readonly note: string | null }>> = {
  email: { label: 'E-mail', note: null },
  slack: { label: 'Slack', note: 'Built from Slack’s documentation; not verified against the live service.' },
  teams: { label: 'Microsoft Teams', note: 'Built from Microsoft’s documentation; not verified against the live service.' },
  pagerduty: { label: 'PagerDuty', note: 'Built from PagerDuty’s documentation; not verified against the live service.' },
  webhook: { label: 'Webhook', note: null },
};
