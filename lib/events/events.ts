/** The event catalogue: what leaves a transaction through the outbox, named in the past tense. Payloads carry ids only. */
export interface EventPayloads {
  'key.created': { readonly key_id: string };
  'key.disabled': { readonly key_id: string };
  'connection.created': { readonly connection_id: string };
  'team.created': { readonly team_id: string };
  'budget.threshold_crossed': { readonly budget_id: string; readonly period_start: string; readonly percent: number };
  'approval.requested': { readonly approval_id: string; readonly level: number };
  'approval.decided': { readonly approval_id: string; readonly state: 'approved' | 'rejected' | 'expired' };
  'alert.opened': { readonly alert_id: string };
  'alert.acknowledged': { readonly alert_id: string };
  'alert.resolved': { readonly alert_id: string };
  /** A call that a policy wants told: the first of its key in an hour. */
  'policy.matched': {
    readonly policy_id: string;
    readonly version: number;
    readonly request_id: string;
    readonly key_id: string | null;
    readonly outcome: string;
  };
  'incident.opened': { readonly incident_id: string };
  'user.signed_in': { readonly user_id: string };
}

export type EventName = keyof EventPayloads;

/** One event as a command returns it. */
export type TollgateEvent = { readonly [Name in EventName]: { readonly name: Name; readonly payload: EventPayloads[Name] } }[EventName];
