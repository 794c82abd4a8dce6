import { type DataEntity, dataEntities } from '../lib/contracts/data-entities.ts';
import { recognizers } from '../lib/recognizers/index.ts';
import { Random } from '../tests/support/random.ts';

/** A text with what it holds; `near` are texts that look alike and hold nothing. */
export interface CorpusText {
  readonly text: string;
  /** The kind in question, whether it is there or only looks as if. */
  readonly about: DataEntity;
  readonly holds: { readonly entity: DataEntity; readonly start: number; readonly end: number } | null;
}

/**
 * How values are written: `#` a digit, `A` a capital, `h` a hexadecimal digit, `b` a letter or digit, `u` a capital or digit; the
 * rest stands for itself. Drawn until the checks of the recogniser hold, so each has a right checksum.
 */
const shapes: Readonly<Partial<Record<DataEntity, readonly string[]>>> = {
  phone: ['+49 30 9#####', '(212) 5##-####', '415-2##-####', '+1 4## 5## ####', '+44 20 7### ####'],
  ip_address: ['10.1#.2#.#', '192.168.1.1##', '2001:db8::h:hhh:h'],
  mac_address: ['0h:hh:hh:hh:hh:hh', '0h-hh-hh-hh-hh-hh'],
  date_of_birth: ['19##-0#-1#', '1#.0#.19##', '0#/1#/19##'],
  passport: ['C########', 'AA######', '#########'],
  us_ssn: ['###-##-####', '#########'],
  us_itin: ['9##-7#-####'],
  ca_sin: ['### ### ###', '###-###-###'],
  uk_nino: ['AA######A', 'AA ## ## ## A'],
  uk_nhs: ['### ### ####', '##########'],
  au_tfn: ['### ### ###'],
  au_abn: ['## ### ### ###'],
  au_medicare: ['#### ##### #'],
  in_aadhaar: ['#### #### ####'],
  in_pan: ['AAAPA####A'],
  pl_pesel: ['###########'],
  br_cpf: ['###.###.###-##'],
  br_cnpj: ['##.###.###/0001-##'],
  es_nif: ['########A', 'X#######A'],
  it_fiscal_code: ['AAAAAA##A##A###A'],
  fr_nir: ['1 ## 0# ## ### ### ##', '255############'],
  de_tax_id: ['## ### ### ###', '###########'],
  nl_bsn: ['#########'],
  be_national_number: ['##.##.##-###.##'],
  se_personal_number: ['######-####'],
  no_birth_number: ['###########'],
  fi_personal_code: ['######-###A', '######-####'],
  dk_cpr: ['######-####'],
  pt_nif: ['#########'],
  ch_ahv: ['756.####.####.##'],
  kr_rrn: ['######-1######'],
  jp_my_number: ['############'],
  cn_resident_id: ['11010519##########'],
  sg_nric: ['S#######A', 'T#######A', 'F#######A', 'G#######A'],
  za_id: ['##########08#'],
  mx_curp: ['AEAA######HDFRRRu#', 'AOAA######MDFLLLu#'],
  tr_tckn: ['###########'],
  ro_cnp: ['1############'],
  hk_hkid: ['A######(#)'],
  us_npi: ['1#########'],
  us_dea: ['BA#######'],
  us_mbi: ['1AK4-AK#-AA##'],
  medical_record: ['#######'],
  icd10_code: ['E1#.#', 'J4#', 'F3#.#'],
  credit_card: ['4### #### #### ####', '53##-####-####-####', '37#############'],
  iban: ['DE## #### #### #### #### ##', 'GB##AAAA##############', 'NL##AAAA##########'],
  us_routing_number: ['0########'],
  swift_bic: ['AAAADEFF', 'AAAAGB2A'],
  bank_account: ['##########'],
  crypto_address: ['0xhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh'],
  jwt: ['eyJbbbbbbbbbbbbbb.eyJbbbbbbbbbbbbbbbbb.bbbbbbbbbbbbbbbb'],
  url_credentials: ['postgres://app:bbbbbbbb@db.bbbb.example'],
  password: ['Xb7bbbbbbb'],
  aws_access_key: ['AKIAAAAAAAAAAAAAAAAA'],
  aws_secret_key: ['bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'],
  gcp_api_key: [`AIza${'b'.repeat(35)}`],
  gcp_oauth_token: [`ya29.${'b'.repeat(60)}`],
  azure_storage_key: [`${'b'.repeat(86)}==`],
  azure_client_secret: [`bbb8Q~${'b'.repeat(34)}`],
  openai_key: [`sk-proj-${'b'.repeat(48)}`, `sk-${'b'.repeat(48)}`],
  anthropic_key: [`sk-ant-api03-${'b'.repeat(80)}`],
  github_token: [`ghp_${'b'.repeat(36)}`, `github_pat_${'b'.repeat(22)}_${'b'.repeat(59)}`],
  gitlab_token: [`glpat-${'b'.repeat(20)}`],
  slack_token: ['xoxb-############-bbbbbbbbbbbbbbbbbbbbbbbb'],
  slack_webhook: ['https://hooks.slack.com/services/TAAAAAAAA/BAAAAAAAA/bbbbbbbbbbbbbbbbbbbbbbbb'],
  stripe_key: [`sk_live_${'b'.repeat(24)}`],
  sendgrid_key: [`SG.${'b'.repeat(22)}.${'b'.repeat(43)}`],
  twilio_key: [`SK${'h'.repeat(32)}`],
  npm_token: [`npm_${'b'.repeat(36)}`],
  pypi_token: [`pypi-AgEIcHlwaS5vcmc${'b'.repeat(80)}`],
  huggingface_token: [`hf_${'b'.repeat(34)}`],
  databricks_token: [`dapi${'h'.repeat(32)}`],
  digitalocean_token: [`dop_v1_${'h'.repeat(64)}`],
  shopify_token: [`shpat_${'h'.repeat(32)}`],
  telegram_bot_token: [`#########:AA${'b'.repeat(33)}`],
  vault_token: [`hvs.${'b'.repeat(24)}`],
  docker_token: [`dckr_pat_${'b'.repeat(27)}`],
  atlassian_token: [`ATATT3${'b'.repeat(180)}`],
  linear_key: [`lin_api_${'b'.repeat(40)}`],
  notion_token: [`ntn_${'b'.repeat(46)}`],
  postman_key: [`PMAK-${'h'.repeat(24)}-${'h'.repeat(34)}`],
  groq_key: [`gsk_${'b'.repeat(52)}`],
  xai_key: [`xai-${'b'.repeat(80)}`],
  openrouter_key: [`sk-or-v1-${'h'.repeat(64)}`],
  perplexity_key: [`pplx-${'b'.repeat(48)}`],
};

/** Letters that stand for themselves in most shapes would be drawn, so only these are. */
const alphabets: Readonly<Record<string, string>> = {
  '#': '0123456789',
  A: 'ABCDEFGHJKLMNPRSTUVWXYZ',
  h: '0123456789abcdef',
  b: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  u: '0123456789ABCDEF',
};
/** In keys by prefix only what follows the last of these marks is drawn; their prefixes hold the same letters. */
const fixedPrefix =
  /^(?:AKIA|AIza|ya29\.|sk-(?:ant-api03-|proj-|or-v1-)?|gh[a-z]_|github_pat_|glpat-|xoxb-|https:\/\/hooks\.slack\.com\/services\/|sk_live_|SG\.|SK(?=h)|npm_|pypi-AgEIcHlwaS5vcmc|hf_|dapi|dop_v1_|shpat_|hvs\.|dckr_pat_|ATATT3|lin_api_|ntn_|PMAK-|gsk_|xai-|pplx-|postgres:\/\/app:|eyJ|0x)/;

const draw = (random: Random, shape: string): string => {
  const [prefix = ''] = fixedPrefix.exec(shape) ?? [];
  return (
    prefix +
    [...shape.slice(prefix.length)].map((sign) => (alphabets[sign] === undefined ? sign : random.pick([...alphabets[sign]]))).join('')
  );
};

const names = ['ada.lovelace', 'j.smith', 'maria-garcia', 'wei', 'o.nguyen', 'support+eu'];
const domains = ['example.com', 'mail.example.co.uk', 'corp.example.org', 'shop.example'];

function drawValue(random: Random, entity: DataEntity): string | null {
  if (entity === 'email') return `${random.pick(names)}${random.below(100)}@${random.pick(domains)}`;
  if (entity === 'private_key') {
    const lines = Array.from({ length: 4 }, () => draw(random, 'b'.repeat(64)));
    return `-----BEGIN RSA PRIVATE KEY-----\n${lines.join('\n')}\n-----END RSA PRIVATE KEY-----`;
  }
  const recognizer = recognizers.find((one) => one.entity === entity);
  const written = shapes[entity];
  if (recognizer === undefined || written === undefined) return null;
  for (let drawn = 0; drawn < 200_000; drawn += 1) {
    const value = draw(random, random.pick(written));
    if (isWhole(recognizer.form, entity, value) && recognizer.isReal?.(value) !== false) return value;
  }
  throw new Error(`No value of ${entity} was drawn`);
}

/** What some values need before them to be what they are. */
const leads: Readonly<Partial<Record<DataEntity, string>>> = { azure_storage_key: 'AccountKey=', password: 'password=' };

function isWhole(form: RegExp, entity: DataEntity, value: string): boolean {
  form.lastIndex = 0;
  return form.exec(`${leads[entity] ?? ''}${value}`)?.[0] === value;
}

const openings = [
  'Please check this for me: ',
  'The customer wrote to us yesterday. ',
  'From the ticket: ',
  'Notes of the meeting.\n',
  'Bitte prüfen: ',
];
const closings = ['. Thank you.', ' as soon as you can', '\nRegards', ', and tell me what to do next.', ''];

function positive(random: Random, entity: DataEntity): CorpusText | null {
  const value = drawValue(random, entity);
  if (value === null) return null;
  const context = recognizers.find((one) => one.entity === entity)?.context;
  const word = context === undefined || leads[entity] !== undefined ? '' : `${random.pick(context.slice(0, 3))}: `;
  const before = `${random.pick(openings)}${word}${leads[entity] ?? ''}`;
  const text = `${before}${value}${random.pick(closings)}`;
  return { text, about: entity, holds: { entity, start: before.length, end: before.length + value.length } };
}

const nearContexts = ['order number ', 'version ', 'invoice no. ', 'tracking ', 'sku ', 'build ', 'see line ', 'total of '];

/** The same written wrongly: one digit is another, and nothing beside it says what it would be. */
function near(random: Random, entity: DataEntity): CorpusText | null {
  const recognizer = recognizers.find((one) => one.entity === entity);
  if (recognizer?.isReal === undefined || shapes[entity] === undefined) return null;
  for (let drawn = 0; drawn < 200; drawn += 1) {
    const value = drawValue(random, entity) ?? '';
    const places = [...value].flatMap((character, at) => (character >= '0' && character <= '9' ? [at] : []));
    if (places.length === 0) continue;
    const at = random.pick(places);
    const wrong = `${value.slice(0, at)}${(Number(value[at]) + 1 + random.below(8)) % 10}${value.slice(at + 1)}`;
    if (!recognizer.isReal(wrong))
      return { text: `${random.pick(openings)}${random.pick(nearContexts)}${wrong}${random.pick(closings)}`, about: entity, holds: null };
  }
  return null;
}

/** Texts of everyday work with numbers, codes and long words in them, that hold nothing. */
const everyday: readonly ((random: Random) => string)[] = [
  (random) =>
    `Release 2.${random.below(99)}.${random.below(99)} of 2026-0${1 + random.below(9)}-1${random.below(9)} fixes #${random.below(90_000)}.`,
  (random) => `commit ${draw(random, 'h'.repeat(40))} touched ${random.below(900)} files`,
  (random) => `id ${draw(random, 'hhhhhhhh-hhhh-7hhh-ahhh-hhhhhhhhhhhh')} took ${random.below(5_000)} ms`,
  (random) => `The total is ${random.below(999)},${draw(random, '###')}.${draw(random, '##')} USD for ${random.below(500)} seats.`,
  (random) =>
    `const total = items.reduce((sum, item) => sum + item.price * ${random.below(1_000)}, 0); // see section ${random.below(20)}.${random.below(9)}`,
  (random) => `GET /api/v1/items?page=${random.below(100)}&limit=50 200 ${random.below(1_000)}ms`,
  (random) =>
    `Meet at ${random.below(24)}:${draw(random, '##')} in room B${random.below(400)}, bring ${random.below(30)} copies of the TECHNICAL-DOCUMENTATION.`,
  () => 'Summarise the history of the Roman republic in three paragraphs, for pupils of twelve years.',
];

/** A reproducible corpus: for each kind so many texts that hold one, as many that only look alike, and everyday ones. */
export function recognizerCorpus(perEntity: number, seed = 20_261_121): readonly CorpusText[] {
  const random = new Random(seed);
  const texts: CorpusText[] = [];
  for (const entity of dataEntities) {
    for (let made = 0; made < perEntity; made += 1) {
      for (const one of [positive(random, entity), near(random, entity)]) if (one !== null) texts.push(one);
    }
  }
  for (let made = 0; made < perEntity * 20; made += 1)
    texts.push({ text: random.pick(everyday)(random), about: 'denied_term', holds: null });
  return texts;
}
