/**
 * Halden Group, an invented company of 74 people in Berlin and New York: the demo tenant as far as it is not usage.
 * Some names are there to be awkward: long, with umlauts, right to left, or missing.
 */

export interface DemoTeam {
  readonly name: string;
  readonly description: string;
  /** `Name` for Berlin, `Name @ny` for New York; the first one leads. */
  readonly people: readonly string[];
  /** Service keys of the team, beyond the one key each team has. */
  readonly services: readonly string[];
}

export interface DemoDepartment {
  readonly name: string;
  readonly teams: readonly DemoTeam[];
}

/** The administrator, whose sign-in is printed at the first start; also the lead of the first team. */
export const adminName = 'Mara Lindqvist';

export const demoDepartments: readonly DemoDepartment[] = [
  {
    name: 'Engineering',
    teams: [
      {
        name: 'Platform',
        description: 'Search, identity and everything the products stand on',
        people: [
          adminName,
          'Jonas Weber',
          'Priya Raman',
          'Tomasz Zieliński',
          'Elif Şahin',
          'Marcus Hill @ny',
          'Dana Okafor @ny',
          'Felix Brandt',
        ],
        services: ['search-index', 'semantic-router'],
      },
      {
        name: 'Developer experience',
        description: 'Tools that engineers work with, coding agents among them',
        people: ['Noah Petersen', 'Sofia Marchetti', 'Wei Zhang', 'Grace Kim @ny', 'Luis Ortega @ny', 'Hannah Vogt'],
        services: ['ci-review', 'release-notes'],
      },
      {
        name: 'Mobile',
        description: 'The apps for field staff and customers',
        people: ['Amara Diallo @ny', 'Ben Carter @ny', 'Kenji Mori @ny', 'Clara Neumann', 'Oskar Lund'],
        services: ['crash-triage'],
      },
      {
        name: 'Data engineering',
        description: 'Pipelines, the warehouse and the nightly batch',
        people: ['Ines Ferreira', 'Viktor Hansen', 'Leila Haddad', 'Rohan Mehta', 'Emily Stone @ny', 'Paul Schneider'],
        services: ['nightly-digest', 'schema-mapper'],
      },
    ],
  },
  {
    name: 'Customer operations',
    teams: [
      {
        name: 'Support engineering',
        description: 'The support assistant and the people behind it',
        people: [
          'Katrin Bauer',
          'David Nguyen @ny',
          'Samira Khan',
          'Joel Fischer',
          'Maria Silva',
          'Anton Novák',
          'Rachel Green-Whitfield @ny',
        ],
        services: ['support-assistant', 'ticket-router', 'answer-drafts'],
      },
      {
        name: 'Customer Operations and Field Enablement EMEA',
        description: 'Field service, training and parts for Europe, the Middle East and Africa',
        people: ['Björn Ødegård', 'محمد الأحمد', 'Chiara Conti', 'Pieter van den Berg', 'Aisha Bello', 'Yusuf Demir'],
        services: ['field-manuals', 'parts-finder'],
      },
      {
        name: 'Kundenbetreuung Süd',
        description: 'Großkunden in Bayern, Österreich und der Schweiz',
        people: ['Jürgen Großmann', 'Zoë Müller-Lüdenscheidt', 'Änne Höß', 'Stefan Gruber', 'Lena Egger'],
        services: ['brief-entwürfe'],
      },
    ],
  },
  {
    name: 'Research',
    teams: [
      {
        name: 'Research',
        description: 'Evaluation of models and long-horizon questions',
        people: ['Adaeze Nwosu', 'Mikhail Sokolov', 'Hiro Tanaka', 'Claire Dubois', 'Arjun Patel', 'Freya Olsen'],
        services: ['evaluation-runner', 'paper-digest'],
      },
      {
        name: 'Applied science',
        description: 'Models for demand and maintenance',
        people: ['Ruth Goldberg @ny', 'Mateo Vargas @ny', 'Nadia Petrova', 'Simon Keller'],
        services: ['label-check'],
      },
    ],
  },
  {
    name: 'Growth',
    teams: [
      {
        name: 'Growth',
        description: 'Onboarding, experiments and the website',
        people: ['Olivia Brooks @ny', 'Theo Laurent', 'Mina Park @ny', 'Carla Jiménez', 'Jakob Winter'],
        services: ['site-copy'],
      },
      {
        name: 'Sales',
        description: 'The sales assistant, offers and accounts',
        people: ['Daniel Reyes @ny', 'Laura Schmidt', 'Kwame Mensah @ny', 'Isabel Romano', 'Greta Holm', 'Tyler Brooks @ny'],
        services: ['sales-assistant', 'offer-writer'],
      },
      {
        name: 'Marketing',
        description: 'Campaigns, events and translations',
        people: ['Nina Albrecht', 'Omar Farouk', 'Sienna Walsh @ny', 'Pavel Dvořák'],
        services: ['translations'],
      },
    ],
  },
  {
    name: 'Corporate',
    teams: [
      {
        name: 'Finance',
        description: 'Closing, planning and cost control',
        people: ['Helga Sommer', 'Victor Almeida @ny', ''],
        services: ['invoice-reader'],
      },
      {
        name: 'Legal and compliance',
        description: 'Contracts, privacy and audits',
        people: ['Charlotte Dunn @ny', 'Rainer Falk', 'Yuki Sato'],
        services: [],
      },
    ],
  },
];

/** People who hold a department; everybody else who leads a team leads only that. */
export const departmentAdmins: Readonly<Record<string, string>> = {
  Engineering: 'Jonas Weber',
  'Customer operations': 'Katrin Bauer',
  Research: 'Adaeze Nwosu',
  Growth: 'Olivia Brooks',
  Corporate: 'Helga Sommer',
};

/** People whose role differs from what their place gives them. */
export const unusualRoles: Readonly<Record<string, string>> = {
  [adminName]: 'tenant_admin',
  'Charlotte Dunn': 'tenant_admin',
  'Yuki Sato': 'restricted_user',
  'Tyler Brooks': 'restricted_user',
  'Pavel Dvořák': 'guest',
  'Priya Raman': 'power_user',
  'Noah Petersen': 'power_user',
  'Wei Zhang': 'power_user',
  'Viktor Hansen': 'power_user',
  'Mikhail Sokolov': 'power_user',
  'Samira Khan': 'power_user',
};

/** Left the company; one of them still owns a key that is in use. */
export const deactivatedPeople: readonly string[] = ['Paul Schneider', 'Felix Brandt'];

/** People who are also in a second team. */
export const secondTeams: readonly { readonly person: string; readonly team: string }[] = [
  { person: 'Wei Zhang', team: 'Platform' },
  { person: 'Rohan Mehta', team: 'Applied science' },
  { person: 'Samira Khan', team: 'Kundenbetreuung Süd' },
  { person: 'Theo Laurent', team: 'Marketing' },
];

/** Teams whose people call models through the team's services only. */
const teamsWithoutPersonalKeys: ReadonlySet<string> = new Set(['Support engineering', 'Applied science']);

/** Whether a person has a key of their own; restricted people and guests have none. */
export const hasPersonalKey = (name: string, team: string): boolean =>
  !teamsWithoutPersonalKeys.has(team) && !['restricted_user', 'guest'].includes(unusualRoles[name] ?? '');

/** Where a person sits, from the mark behind the name. */
export const timeZoneOf = (person: string): string => (person.endsWith(' @ny') ? 'America/New_York' : 'Europe/Berlin');

export const nameOf = (person: string): string => person.replace(/ @ny$/, '');
