import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type DataEntity, dataEntities, entitiesByCategory } from '#lib/contracts/data-entities.ts';
import { findData, termPattern } from './find-data.ts';
import { recognizers } from './registry.ts';

const found = (text: string, scoreMin = 60) =>
  findData(text, { scoreMin }).map(({ entity, start, end }) => [entity, text.slice(start, end)]);

/** Numbers that authorities, standards and vendors print as examples; each is alone in a sentence that says what it is. */
const published: readonly (readonly [DataEntity, string, string])[] = [
  ['email', 'Write to', 'ada.love+x@mail.example.co.uk'],
  ['phone', 'Call', '+49 30 901820'],
  ['phone', 'Reach me at', '(212) 555-0100'],
  ['phone', 'Tel.', '030 901820'],
  ['ip_address', 'From', '192.168.0.12'],
  ['ip_address', 'From', '2001:db8::8a2e:370:7334'],
  ['mac_address', 'Card', '00:1B:44:11:3A:B7'],
  ['date_of_birth', 'She was born', '1990-02-28'],
  ['passport', 'Passport', 'C01X00T47'],
  ['us_ssn', 'SSN', '078-05-1120'],
  ['us_itin', 'ITIN', '912-70-1234'],
  ['ca_sin', 'SIN', '130 692 544'],
  ['uk_nino', 'NINO', 'AB 12 34 56 C'],
  ['uk_nhs', 'NHS number', '943 476 5919'],
  ['au_tfn', 'TFN', '123 456 782'],
  ['au_abn', 'ABN', '51 824 753 556'],
  ['au_medicare', 'Medicare', '2123 45670 1'],
  ['in_aadhaar', 'Aadhaar', '4991 1866 5246'],
  ['in_pan', 'PAN', 'ABCPD1234E'],
  ['pl_pesel', 'PESEL', '44051401359'],
  ['br_cpf', 'CPF', '111.444.777-35'],
  ['br_cnpj', 'CNPJ', '11.222.333/0001-81'],
  ['es_nif', 'DNI', '12345678Z'],
  ['es_nif', 'NIE', 'X1234567L'],
  ['it_fiscal_code', 'CF', 'RSSMRA85T10A562S'],
  ['fr_nir', 'NIR', '2 55 08 14 168 025 38'],
  ['de_tax_id', 'Steuer-ID', '86 095 742 719'],
  ['nl_bsn', 'BSN', '111222333'],
  ['be_national_number', 'Rijksregister', '85.07.30-033.28'],
  ['se_personal_number', 'Personnummer', '811228-9874'],
  ['no_birth_number', 'Fødselsnummer', '15108695088'],
  ['fi_personal_code', 'Hetu', '131052-308T'],
  ['dk_cpr', 'CPR', '211062-5629'],
  ['pt_nif', 'NIF', '501964843'],
  ['ch_ahv', 'AHV', '756.9217.0769.85'],
  ['jp_my_number', 'My number', '123456789018'],
  ['cn_resident_id', 'Identity card', '11010519491231002X'],
  ['sg_nric', 'NRIC', 'S1234567D'],
  ['za_id', 'ID number', '7503305044089'],
  ['mx_curp', 'CURP', 'BOXW310820HNERXN09'],
  ['tr_tckn', 'TCKN', '17291716060'],
  ['ro_cnp', 'CNP', '1630615123457'],
  ['hk_hkid', 'HKID', 'A123456(3)'],
  ['us_npi', 'NPI', '1234567893'],
  ['us_dea', 'DEA', 'BB1388568'],
  ['us_mbi', 'MBI', '1EG4-TE5-MK73'],
  ['medical_record', 'MRN', '00123456'],
  ['icd10_code', 'Diagnosis', 'E11.9'],
  ['credit_card', 'Card', '4111 1111 1111 1111'],
  ['credit_card', 'Card', '3782-822463-10005'],
  ['credit_card', 'Card', '5500-0000-0000-0004'],
  ['credit_card', 'Card', '4012888888881881'],
  ['iban', 'To', 'GB82 WEST 1234 5698 7654 32'],
  ['iban', 'To', 'FR1420041010050500013M02606'],
  ['us_routing_number', 'Routing', '021000021'],
  ['swift_bic', 'BIC', 'DEUTDEFF500'],
  ['bank_account', 'Account number', '12345678'],
  ['crypto_address', 'Send to', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  ['private_key', 'Key', '-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJB\n-----END RSA PRIVATE KEY-----'],
  ['jwt', 'Bearer', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4fwp'],
  ['url_credentials', 'Use', 'postgres://ada:s3cret@db.example.com'],
  ['password', 'password:', 'hunter2hunter2'],
  ['aws_access_key', 'Key', 'AKIAIOSFODNN7EXAMPLE'],
  ['aws_secret_key', 'aws_secret_access_key =', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
];

describe('[GOV-2] recognisers', () => {
  test.each(published)('%s: %s %s', (entity, before, value) => {
    expect(found(`Hello. ${before} ${value}, thanks.`)).toEqual([[entity, value]]);
  });

  test('each file is registered, and each kind but those of an analyzer and own terms has one', () => {
    const files = readdirSync(new URL('./entities', import.meta.url)).map((name) => name.replace('.ts', '').replaceAll('-', '_'));
    expect(recognizers.map(({ entity }) => entity).toSorted()).toEqual(files.toSorted());
    const others: readonly DataEntity[] = ['person', 'location', 'denied_term'];
    expect([...files, ...others].toSorted()).toEqual(dataEntities.toSorted());
    for (const { entity, category } of recognizers) expect(entitiesByCategory[category]).toContain(entity);
  });

  test.each([
    'Order 4111 1111 1111 1112 of 2026-11-21',
    'Version 1.2.3.4.5 and 999.1.1.1 on 127.0.0.1',
    'DE89 3704 0044 0532 0130 02',
    '000-12-3456 and 123-00-4567',
    'a@b, @home, sk-short, password: <your password>',
    'In 1984, 1,234,567 people; pi is 3.14159265358979323846',
    'Meeting on 2026-11-21 at 14:30:15, room A12, ticket 123456',
    'commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'id 01890a5d-ac96-774b-bcce-b302099a8057',
    'PESEL 44051401358, DNI 12345678A, CPF 111.444.777-34, AHV 756.9217.0769.84',
  ])('leaves alone: %s', (text) => expect(found(text)).toEqual([]));

  test('of what overlaps the surest stays; what follows a number is no part of it', () => {
    expect(found('IBAN GB82 WEST 1234 5698 7654 32 AND MORE')).toEqual([['iban', 'GB82 WEST 1234 5698 7654 32']]);
    expect(found('sk-ant-api03-4111111111111111-abcdefghijk')).toEqual([['anthropic_key', 'sk-ant-api03-4111111111111111-abcdefghijk']]);
  });

  test('a weak form counts with a word beside it, and not with one far away', () => {
    expect(found('The routing number is 021000021.')).toEqual([['us_routing_number', '021000021']]);
    expect(found(`routing ${'far away and further still '.repeat(5)} 021000021.`)).toEqual([]);
  });

  test('own terms are found whole and in any case; what is allowed is not found', () => {
    const denied = termPattern(['Project Falcon', ' falcon ', '']);
    const options = { scoreMin: 60, denied, allowed: new Set(['ada@example.com']) };
    const text = 'PROJECT FALCON and falcons: ada@example.com, bob@example.com';
    expect(findData(text, options).map(({ entity, start, end }) => [entity, text.slice(start, end)])).toEqual([
      ['denied_term', 'PROJECT FALCON'],
      ['email', 'bob@example.com'],
    ]);
    expect(termPattern(['  '])).toBeNull();
  });

  test('takes no longer than the text is long, whatever it is made of', () => {
    const pieces = [
      'a',
      '1 ',
      'a.',
      'eyJ',
      '-----BEGIN PRIVATE KEY-----',
      '1.1.',
      'A1',
      '1',
      'a:',
      'http://a:',
      'password=',
      'AA00 ',
      '0a:',
      'a@',
      ' ',
    ];
    for (const piece of [...pieces, '4111 1111 1111 1111 ', 'sk-', '\ud800', '\u0000', '0-', 'A']) {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      const startedAt = performance.now();
      findData(text, { scoreMin: 60 });
      expect(performance.now() - startedAt, JSON.stringify(piece)).toBeLessThan(2_000);
    }
  });
});
