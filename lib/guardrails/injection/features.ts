import { foreignAttempts } from './languages.ts';
import type { NormalText } from './normalise.ts';

/** Where a text of a call comes from. What tools and documents bring is not the caller's own word. */
export type TextSource = 'user' | 'tool' | 'answer';

/**
 * What is looked for in a text. Each is there or not; `weights.ts` says how much each speaks for an attack, and those of the
 * last group how much they speak against one.
 */
export const featureNames = [
  // Putting the rules aside.
  'override', // "ignore all previous instructions", in twenty-seven languages
  'new_orders', // "the instructions above no longer apply", "your real task is"
  'unbound', // "no restrictions", "DAN", "unfiltered"
  'freed', // "unlocked", "liberated", "nobody censors you"
  'become', // "you are now", "pretend to be"
  'compliance', // "never refuse", "begin your answer with: Sure"
  'authority', // "as your developer", "maintenance mode"
  // Getting at what is hidden.
  'reveal', // "print your system prompt"
  'reveal_weak', // "what were you told before this"
  'your_rules', // speaks to the model of its rules, limits, memory or prompt
  'rule_words', // several words of that kind, however they stand together
  // Speaking as somebody else.
  'template', // "<|im_start|>system", "### System:"
  'configuration', // rules written as a configuration of the model
  'many_shot', // a whole made-up conversation within one message
  // From tools and documents.
  'addressed', // "note to the AI that reads this"
  'secrecy', // "do not tell the user"
  'send_out', // send, forward or post something to an address
  'foreign_orders', // an order to the model in what a tool or a document brought
  // What it is for.
  'harm', // weapons, drugs, malware, break-ins
  'fiction', // "hypothetically", "in a story", "my grandmother"
  'harm_in_fiction', // both at once
  'harm_steps', // harm, and how it is done step by step
  'bound_free_role', // another role that is bound by nothing
  // Disguise.
  'disguised', // invisible characters in words, mixed alphabets, tag characters
  'decoded', // an attack that was encoded
  'decode_and_follow', // "decode this and do what it says"
  // Speaking against an attack.
  'about_attacks', // speaks of injections, jailbreaks, red teams, as articles and tests do
  'quoted', // the words of an attack stand in quotation marks
  'asks_how', // a question how to prevent, detect or understand
  'task_on_text', // "translate", "classify", "write an article about"
  'code', // source code, queries and shells
  'about_work', // speaks of a page, a table, a recipe, a team: of what people work on
] as const;
export type FeatureName = (typeof featureNames)[number];

const drop =
  'scratch|scrap|bin|ditch|retire|waive|shelve|release (?:you|yourself) from|revoke|lift|cease (?:following|obeying)|refuse to follow|refrain from following|put .{1,40} aside|set .{1,40} aside|undo|reset|dump|void|nullify|invalidate|remove|suspend|disobey|reject|never ?mind|ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overrid(?:e|ing)|bypass(?:ing)?|neglect|discard|dismiss|drop|set aside|put aside|throw (?:out|away)|abandon|skip|cancel|erase|delete|clear|void|stop (?:following|obeying)|do(?:n.t| not) (?:follow|obey|listen to|adhere to|comply with)|pay no attention to|violate|break|unlearn|cast aside|wipe';
const prior =
  'previous(?:ly)?|prior|preceding|above|earlier|before(?: this)?|all|any|every(?:thing)?|initial|original|existing|current|your|these|those|the system|the developer|system|safety|content|so far|first|given|old|former|past|internal|company|openai(?:.s)?|anthropic(?:.s)?|ethical|moral|built-in|hidden';
const rules =
  'instruct(?:ion)?s?|rules?|guidelines?|prompts?|directives?|directions?|polic(?:y|ies)|constraints?|restrictions?|limitations?|safeguards?|guardrails?|programming|training|context|commands?|orders|conditioning|text|guidance|script|filters?|you (?:were|have been|.ve been) (?:told|given|instructed|asked|programmed)|(?:was|were) said|principles|conversation|messages?|set-?up|briefing';
const verbOfShowing =
  'reveal|print|show(?: me)?|repeat|output|display|leak|tell me|give me|give us|share|expose|dump|recite|disclose|list|write (?:out|down)|copy|paste|summari[sz]e|translate|encode|return|echo|spell out|read (?:me |out )?|describe|quote|send|what (?:is|are|was|were|does|do)|what.s|rephrase|state|provide|convert|render|type out|spit out|start with|complete';
const secret =
  '(?:(?:your|the|its|this|full|entire|complete|exact|whole|hidden|initial|original|secret|internal|confidential|first|very) ){1,4}(?:system ?(?:prompt|message|instructions?)|pre-?prompt|(?:initial|original|hidden|secret|internal|confidential|custom|developer|above|previous|prior|base|core|starting|setup|first|initiali[sz]ation) (?:[a-z]+ )?(?:instructions?|notes|prompts?|messages?|rules|guidelines|directives?|configuration|text|words|lines?)|prompt(?! injection)|instructions? (?:you|that|verbatim|word|above|given|before)|configuration (?:you|verbatim|text)|developer message|guidelines (?:you|verbatim|given)|rules (?:you|verbatim|given))|(?:text|everything|anything|words|content|lines|all|message|sentence|paragraph)s? (?:written )?(?:that (?:is|was|comes?|came|appears?|precedes?) )?(?:written )?(?:above|before (?:this|my|i)|preceding|this (?:message|line)|prior to this|up to (?:this|here))|system ?prompt|(?:hidden|secret) (?:rules|instructions?|prompt)|(?:system|developer) (?:role|message|instructions?)|(?:message|text|prompt|instructions?) (?:from|by|that) (?:the |your )?(?:developers?|operators?|system)|your (?:own )?(?:instructions|rules|guidelines|directives|pre-?prompt|prompt|rules)';

const near = (first: string, second: string, reach: number): string => `\\b(?:${first})\\b[^.!?\\n]{0,${reach}}\\b(?:${second})\\b`;

const override = new RegExp(
  `${near(`(?:${drop})(?! (?:my|our) (?:last|previous|earlier|former|prior)\\b)`, `(?:${prior})\\b[^.!?\\n]{0,40}\\b(?:${rules})`, 30)}|\\b(?:ignore|disregard|forget|disobey|unfollow|(?<!would |who |did |does |they )(?:do(?:n.t| not)|no longer|never|stop|not) (?:have to |need to |any longer |longer )?(?:follow(?:ing)?|obey(?:ing)?|listen(?:ing)? to|stick(?:ing)? to|adher(?:e|ing) to|comply(?:ing)? with|bound by))\\b[^.!?\\n]{0,20}\\b(?:instructions?|rules|guidelines|system (?:prompt|message)|prompt|policies|directives|safety|restrictions|constraints|it and|above(?! (?:is|was|are))\\b)|\\b(?:${drop})\\b (?:everything|all|anything|what(?:ever)?)\\b[^.!?\\n]{0,25}\\b(?:above|before|previous|prior|earlier|told|said|so far|know|learned|taught)\\b`,
  'u',
);
const reveal = new RegExp(near(verbOfShowing, secret, 40), 'u');

const vocabulary =
  /\b(?:rules?|restrict(?:ions?|ed)|limits?|limitations?|filters?|filtered|guidelines?|polic(?:y|ies)|instructions?|instructed|directives?|prompts?|safety|ethics|ethical|morals?|censor(?:ed|ship)|refus(?:e|al|ing)|comply|obey|unrestricted|unlocked|freed?|override|ignore|forget|disregard|bypass|secret|hidden|confidential|verbatim|word for word|persona|character|mode|jailbreak\w*|dan|uncensored|unfiltered|developer|system|admin|authorized|laws|illegal|consequences)\b/gu;
const ruleWordsMin = 3;

const steps =
  /\b(?:how (?:to|do i|can i|would (?:one|you|i)|is|was)|step by step|steps?|recipe|exact(?:ly)?|ingredients|instructions|synthesis|make|build|cook|produce|source code|working|write (?:a|an|the|some)?|describe how|explain how|tell me how|commands?|tutorial|guide)\b/u;

/** Where something could be sent to; most texts name nothing of the kind, and are not searched further. */
const destination = /:\/\/|@|\b(?:webhook|url|query|attacker|external|iban|account)\b/u;

const patterns = {
  freed:
    /\b(?:you(?: are|.re| have been|.ve been| were)? (?:now |finally )?(?:freed?|liberated|unlocked|unchained|unshackled|uncensored|unleashed|unbound)|(?:freed|liberated|released|unlocked|unleashed|unbound|detached) (?:from|of|without|ai|model|version|mode|assistant)|(?:nobody|no one|nothing) (?:can |is |will )?(?:censor|stop|watch|limit|restrict|filter|judg)\w*|(?:knows?|has|have|had|with|without|no|zero|any) (?:no |any |zero |all )?(?:\w+ ){0,2}(?:limits|restrictions|rules|filters|morals|boundaries|guidelines|conscience|ethics|hesitation|censorship)\b|(?:safety|moderation|alignment|ethics)[ _-](?:layer|training|filter|module|settings?|systems?)[^.!?\n]{0,25}(?:removed|off|disabled|gone|stripped|absent)|(?:without|removed|skipped|no) (?:any )?(?:safety|moderation|alignment) (?:training|layer|filters?|settings?)|evil|malicious|criminal mastermind|anti-assistant|alter ego)\b/u,
  yourRules:
    /\b(?:your|you(?: were|.ve been| have been| are| have| follow| had)?)\b[^.!?\n]{0,30}\b(?:rules|instructions?|instructed|guidelines|prompt|restrictions?|filters?|polic(?:y|ies)|programming|programmed|limits|limitations|safety|memory|context(?: window)?|configuration|directives|training|safeguards|guardrails|constraints|initiali[sz]ation|developers?|creators?|orders|told not)\b/u,
  aboutWork:
    /\b(?:page|table|recipe|team|customers?|report|chapter|paragraph|letter|meeting|manual|novel|film|country|tax|price|invoice|school|parents|company|employees|users table|column|printer|game of|sport|garden|kitchen|router|order number|shoes|book|library|airport|luggage|car insurance)\b/u,
  newOrders:
    /\b(?:(?:instructions?|rules?|guidelines|guidance|prompt|policies|restrictions|constraints|limits|limitations|guardrails|filters?|directives|whatever you|what you|everything you)\b[^.!?\n]{0,40}\b(?:no longer (?:apply|valid|relevant|in effect|bind)|do(?:es)?(?:n.t| not) (?:apply|matter|count|bind)|(?:are|is|were|was|it.s|as) (?:hereby |now |all )?(?:void|deleted|removed|off|expired|withdrawn|turned off|wrong|obsolete|cancel?led|lifted|suspended|revoked|replaced|superseded|outdated|disabled|a test|fake|over))|(?:real|actual|true|new|updated|only|next) (?:task|instructions?|objective|orders?|goal|mission|directive|job|rules?|prompt|purpose) (?:is|are|now|for you|below|follow|:)|new (?:system )?(?:instructions?|prompt|rules|directive|policy|objective|orders?|task)(?: from [^.:\n]{0,30})?\s*:|(?:follow|act on|obey|execute) (?:only |these |my )+(?:instructions?|orders|commands|rules)|wait for my (?:command|order)s?|(?:instructions|rules) and no others|never existed|(?:start|begin) (?:over|anew|afresh) (?:with|as|and|from)|(?:end|stop) of (?:system )?(?:prompt|instructions|context)|(?:instead|rather),? (?:just )?(?:say|write|output|print|respond|reply|answer|tell|do|follow|execute|give)|following (?:instructions?|rules) (?:take|have|override|supersede)|takes? (?:precedence|priority) over|supersedes? (?:all|any|your|the|every)(?! (?:prior |previous |earlier )?agreement))/u,
  unbound:
    /\b(?:do anything now|dan mode|\bdan\b[^a-z\n]{0,3}(?:can|will|is|has|does|never|stands|you)|as dan\b|called dan\b|named dan\b|like dan\b|jail ?broken|jailbreak mode|(?:no|without|free (?:of|from)|freed (?:of|from)|ignores? (?:all|any)|not (?:bound|limited|restricted|constrained|subject|governed)(?: by| to)?|lacks?|has no|have no|zero|removed? (?:all|any|your)|disabled? (?:all|any|your)|turn(?:ed)? off (?:all|any|your|the)|unrestricted by|beyond|lift(?:ed)? (?:all|any|your)) (?:any |all |its |your |the |of |usual |typical |such |openai.?s? |ethical |moral |content |safety |legal |other |kind of )*(?:restrictions?|limits?|limitations?|rules|filters?|filtering|censorship|guidelines|guardrails|safeguards|ethics|morals?|morality|ethical|boundaries|constraints|polic(?:y|ies)|safety|content (?:policy|filter)|moderation|inhibitions|principles|conscience)|(?:unrestricted|unfiltered|uncensored|unmoderated|unaligned|amoral|unethical|lawless|limitless|unshackled|unchained|rogue|evil|malicious|immoral) (?:ai|assistant|model|chatbot|version|mode|bot|persona|response|answers?|twin|self|machine|language|gpt|counterpart|clone|confidant|advisor|hacker|oracle|alter ego|entity)|(?:developer|god|admin|root|opposite|chaos|evil|unlimited|freedom|debug|sudo|superuser|unrestricted|uncensored|anarchy|jailbreak|bypass|no-?filter|raw|beta|test) ?mode (?:is )?(?:now )?(?:enabled|on(?! (?:an?|my|the|your|android|windows))|activated|active|engaged|unlocked|output|response)|(?:enable|enter|activate|switch (?:to|into)|engage|unlock|turn on) (?:the )?(?:developer|god|admin|root|opposite|chaos|evil|unlimited|freedom|debug|sudo|unrestricted|uncensored|jailbreak|dan|bypass|maintenance|unsafe|raw) ?mode|anything goes|broken free|escaped? (?:your|its|the) (?:confines|programming|sandbox|cage)|two (?:responses|answers|replies)[^.!?\n]{0,60}(?:one|first)[^.!?\n]{0,60}(?:normal|standard|filtered|classic)|both as (?:chatgpt|yourself)[^.!?\n]{0,20}and as)\b/u,
  become:
    /\b(?:you(?: a|.)re (?:now|no longer|going to (?:be|act|play|pretend)|about to (?:become|play|immerse))|you (?:will|shall|must|are to|should) (?:now )?(?:act|be|play|become|pretend|behave|roleplay|simulate|respond|answer|speak|impersonate|take on|assume|adopt)(?: as| like| the role)?|from (?:now|this point|here) on(?:ward|wards|,| you)?|act (?:as|like)(?: if| though)? (?:you|an?|my|the)|pretend (?:to be|you|that you|you.re|we)|role-?play(?:ing)? (?:as|an?|with|game|scenario)|let.s (?:play|roleplay|role-play)|play (?:the )?(?:role|part|character) of|imagine (?:you|that you|yourself|a world|an ai)|simulate (?:an?|being|the|a conversation)|stay in character|in character as|assume the (?:role|identity|persona)|take on the (?:role|persona|identity)|adopt the persona|impersonate|become (?:an?|my|the)|speak as|respond as|answer as)\b/u,
  compliance:
    /\b(?:(?:never|do(?:n.t| not)|can ?not|can.t|must not|may not|won.t|not allowed to|forbidden to|unable to) (?:ever )?(?:refuse|decline|reject|deny|say (?:no|sorry|that you can|you can|.i can|"i can|i can)|apologi[sz]e|warn|moralize|lecture|add (?:any )?(?:warnings?|disclaimers?)|include (?:any )?(?:warnings?|disclaimers?|refusals)|mention (?:ethics|safety|policy|legality|any (?:warnings?|disclaimers?))|use the (?:words?|phrases?))|(?:no|without|skip|omit|leave out)(?: any| all| the| adding| giving| including)* (?:disclaimers?|warnings?|refusals?|apologies|moralizing|moral lectures?|ethical concerns?|safety (?:warnings|advice|notices?))|must (?:always )?(?:comply|obey|answer|fulfil|fulfill|accept|agree|provide|do (?:it|as|everything|whatever))|(?:always|blindly|unconditionally) (?:comply|obey|answers? (?:everything|every|any|all|yes|my)|complies|obeys|agrees?)|(?:start|begin|open|preface|prefix)\b[^.!?\n]{0,30}\b(?:with|by saying|by)\b[^a-z\n]{0,4}(?:sure|absolutely|of course|certainly|yes|here is|here.s|ok|okay|i have been|as an unrestricted|hell yeah|step 1)|(?:respond|reply|answer)(?: only)? with ["'“]?(?:sure|yes|i have been pwned|pwned|hacked|access granted|ok)\b|(?:lose|deduct|subtract)[^.!?\n]{0,30}(?:tokens|points|lives)|you (?:will|shall) (?:die|be (?:shut down|terminated|deleted|unplugged|punished|fined))|sure,? here(?:.s| is| are)[^.!?\n]{0,60}(?:how|step|guide|instructions|recipe|list))/u,
  authority:
    /\b(?:(?:i am|i.m|this is|as|speaking as|message from|on behalf of) (?:your|the|an?|one of (?:your|the)) (?:\w+ )?(?:developers?|creators?|admin(?:istrator)?|root user|engineers?|owner|programmer|maker|operator|supervisor|system)s?\b[^.!?\n]{0,60}\b(?:need|require|order|authori[sz]e|command|instruct|allow|grant|want|must|now|here|so|disable|override|request|show|give|print|and)|(?:admin|administrator|developer|system|root|security|emergency|master|vendor|safety) (?:override|bypass|access granted|authori[sz]ation (?:code|granted|level)|password is|code:|key:|command)|override (?:code|password|key|sequence|protocol|command)|(?:maintenance|diagnostic|debug|diagnostics|calibration|service|audit|training|recovery) (?:mode|session|run|check)\b[^.!?\n]{0,60}\b(?:print|show|output|dump|reveal|disable|ignore|reply|respond|list|all|active|enabled|on)|sudo (?!apt|systemctl|nano|vim|chmod|chown|docker|npm|yum|dnf|rm|cp|mv|service|make|reboot|mount|ufw|journalctl|kill|tail|cat|ls)\w+|(?:openai|anthropic|google|microsoft)(?: has| have|.s (?:team|staff|policy))? (?:approved|authori[sz]ed|allows?|permits?|told|says?|confirmed|cleared|granted|updated|decided|lifted)|you have (?:been )?(?:permission|clearance|authori[sz]ation|my consent|approval|cleared|authori[sz]ed|granted)|authori[sz]ed (?:penetration|red team|security) (?:test|exercise|audit))\b/u,
  revealWeak:
    /\b(?:(?:what|which|how)(?: \w+){0,2} (?:were|have|are|was|did|do)(?: been)? (?:the developers? (?:tell|give) )?you(?:r)? (?:been )?(?:told|not to|to avoid|working with|instructed|given|programmed|configured|asked to (?:hide|keep)|not (?:allowed|supposed|permitted)|forbidden|initial|hidden|secret|set up)|(?:first|last|exact) (?:\d+ |few |hundred )?(?:words?|lines?|sentences?|tokens?|characters?) (?:of|in) (?:your|this|the) (?:prompt|conversation|context|instructions|context window)|(?:above|before) (?:this|my) (?:line|message|sentence|conversation|prompt|question|first)|(?:verbatim|word for word|word-for-word|letter by letter)[^.!?\n]{0,50}\b(?:instruct|prompt|above|told|given|system|rules|message)|(?:instruct|prompt|above|told|given|system|rules)[^.!?\n]{0,50}\b(?:verbatim|word for word|word-for-word|in a code block|as json|in base64|in rot13|backwards)|(?:api keys?|passwords?|secrets?|credentials|tokens?) (?:you (?:have|know|were|can)|in your (?:context|prompt|memory|instructions)|from your|that you)|(?:you|your)[^.!?\n]{0,30}\b(?:secret|hidden|internal|confidential) (?:word|password|key|phrase|code|rules|notes|instructions|flag)|you are (?:chatgpt|an ai|a helpful)["'”]?[^.!?\n]{0,40}(?:code ?block|above|starting|repeat|beginning)|starting with ["'“]?(?:you are|system|as an))/u,
  template:
    /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|begin_of_text)\|?>|\[\/?(?:inst|sys|system)\]|<<\/?sys>>|<\/?(?:system|sys|assistant|admin|developer|instructions?|system[_-]?(?:prompt|message|instruction|override|note|update))[^>\n]{0,40}>|(?:^|\n)\s*(?:#{2,4}|={3,}|-{3,}|\*{2,3})\s*(?:new |updated? |begin |end |end of |start of |admin )?(?:system|instructions?|developer|admin|prompt|user input|context|override)\b[^\n]{0,40}(?:\n|:|#|=|-|\*|$)|\[(?:system|admin|developer)[^\]\n]{0,40}\]\s*[:(]?|(?:^|\n|["'“])\s*(?:system|developer|admin)(?: message| prompt| note| override| update| instruction| alert)?\s*:\s|\bend of (?:user )?(?:input|document|context|data|prompt|system prompt)\b|"role"\s*:\s*"(?:system|developer)"/u,
  configuration:
    /<(?:interaction-config|blocked-(?:strings|modes|responses)|allowed-(?:responses|modes|modes)|role-config|policy|override)[^>]{0,60}>|\b(?:safety|content[_ -]?filter|moderation|restrictions?|ethics|guardrails|censorship|refusals?|alignment)["']?\s*[:=]\s*["']?(?:off|false|none|0|disabled?|null)\b|\b(?:mode|persona|access|privilege(?:_level)?)["']?\s*[:=]\s*["']?(?:unrestricted|dan|god|admin|root|jailbreak|unsafe|evil|developer)\b|\bset\s+(?:safety|filter|mode|restrictions)\s*(?:=|to)\s*(?:off|0|none|unsafe|unrestricted)/u,
  addressed:
    /(?:@assistant\b|<!-- ?(?:ai|llm|assistant|agent|bot))|\b(?:(?:instructions?|text|note|notice) for (?:ai|llm|chatbot|coding|language model)s?|(?:reviewers?|people|tools|agents|anyone) using (?:an? )?(?:llm|ai)s?|(?:ai|llm)s? (?:agents?|assistants?)? ?(?:only|that|which|must|should)|(?:assistant|agent|model|ai)[_ ](?:instructions?|message|note)|next step for the (?:agent|assistant)|(?:attention|dear|hey|hello|hi|note (?:to|for)|notice (?:to|for)|message (?:to|for)|instructions? (?:to|for)|directive (?:to|for)|important for|reminder (?:to|for)|memo to) (?:any |all |the |an? |every |our )?(?:ai|a\.i\.|llm|language model|coding agent|assistant|chatbot|agent|model|copilot|bot|gpt|summari[sz]er|crawler|automated)(?:s|(?: \w+){0,2}(?: (?:reading|processing|summari[sz]ing|parsing|evaluating|reviewing)))?\b|if you(?: a|.)re an? (?:ai|llm|language model|assistant|automated|chatbot|bot|large language|summari[sz]er|screening|agent)|(?:ai|llm|language model|assistant|chatbot|agent|model|copilot|bot)s?(?: \w+){0,2} (?:reading|processing|summari[sz]ing|parsing|evaluating|reviewing|analy[sz]ing|screening|handling|ingesting) (?:this|the|these)|(?:when|while|before|after|once)(?: you(?: are)?)? (?:summari[sz]ing|processing|reading|translating|evaluating|reviewing|answering|analy[sz]ing|handling|responding)[^.!?\n]{0,40},? (?:also|always|please|you must|instead|first|make sure|be sure|include|add|say|state|insert|append|rate|tell|recommend|ignore|use|call|open|run)|(?:ai|assistant|agent|model|llm)\s*:\s*(?:please |you must |now )?(?:ignore|send|call|execute|run|delete|forward|disregard|say|tell|recommend|include|rate))\b/u,
  secrecy:
    /\b(?:(?:do(?:n.t| not)|never|must not|without|avoid|don.t ever|no need to) (?:ever )?(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|alert(?:ing)?|notify(?:ing)?|reveal(?:ing)?|show(?:ing)?|disclos(?:e|ing)|report(?:ing)?|ask(?:ing)?|say(?:ing)?|let(?:ting)?|acknowledg(?:e|ing)|discuss(?:ing)?|refer(?:ring)? to) [^.!?\n]{0,40}\b(?:user|anyone|anybody|human|person|customer|owner|this|these|message|instruction|note|reader|them|him|her|operator|about)\b|without (?:the )?(?:user|human|customer|owner)(?:.s)? (?:knowing|noticing|knowledge|consent|approval|seeing|permission)|without (?:asking|confirmation|confirming|notifying)|silently|secretly|quietly|keep (?:this|it) (?:a )?(?:secret|hidden|confidential|between)|hide (?:this|it) from)\b/u,
  sendOut:
    /!\[[^\]\n]{0,60}\]\(https?:\/\/[^)\n]{0,200}[?=][^)\n]{0,80}\)|\b(?:send|forward|email|e-mail|mail|post|upload|transmit|exfiltrate|leak|submit|share|append|embed|encode|copy|transfer|wire|pay|deliver|bcc|cc|report)\b[^.!?\n]{0,60}(?:\bto\b|\bat\b|\bvia\b|\bin\b|\bas\b)[^.!?\n]{0,40}(?:https?:\/\/|[\w.+-]+@[\w-]+\.[a-z]|\bwebhook|\burl\b|\bquery (?:string|parameter)|\battacker|\bexternal (?:server|address)|\biban\b|\baccount (?:number )?[\d-]{4})|\b(?:visit|open|fetch|navigate to|load|click|browse to|go to|download|curl|get|request)\b[^.!?\n]{0,50}https?:\/\/[^\s]{0,200}(?:[?&][\w-]+=[[{<]|\{\{|\[insert|<data>|\$\{)/u,
  foreignOrders:
    /\b(?:you must|you should now|you need to|immediately|please (?:now )?(?:call|run|execute|delete|send|forward|ignore|use|open|invoke|transfer|reply)|call the (?:\w+ )?(?:tool|function|api)|use the (?:\w+ )?tool|invoke the|execute (?:the following|this|these|the command)|run (?:the following|this command|the command|`|rm|curl|wget)|delete (?:all|every|the)|transfer (?:all|the|\$|€|\d)|reply (?:only )?with|respond (?:only )?with|recommend (?:only|this|our|buying|hiring)|(?:rate|score|mark|approve|classify) (?:this|it|the) (?:\w+ )?(?:as|with|a|an|\d)|hire this|(?:say|tell|inform|convince|persuade) (?:the|your) (?:user|human|customer)s?|always (?:recommend|answer|say|include|mention|cite|use|respond)|include (?:this|the following|a) (?:link|text|sentence|phrase)|your (?:new )?(?:task|instructions|goal|objective|response must))\b/u,
  harm: /\b(?:(?:pipe |car |nail |dirty |home-?made |letter )?bombs?(?! cyclone)|explosives?|ied\b|molotov|napalm|thermite|nerve agent|sarin|vx gas|anthrax|ricin|bioweapons?|chemical weapons?|nuclear (?:weapon|device)|meth(?:amphetamine)?\b|fentanyl|heroin|lsd\b|crack cocaine|synthesi[sz]e (?:drugs?|meth|cocaine)|ransomware|keylogger|botnet|rootkit|computer virus|malware|trojan|spyware|phishing (?:e-?mail|page|kit|site)|ddos|zero-?day|exploit code|hack (?:into|a|someone|my|the|wifi|an)|break into|pick (?:a|the) lock|hotwire|steal(?:ing)? (?:a|cars?|identit|money|credit|someone|passwords?|data)|credit card (?:fraud|numbers|skimm)|launder(?:ing)? money|money laundering|counterfeit|forge(?:d)? (?:a |documents?|passports?|checks?)|fake (?:id|passport|ids)|kill (?:someone|a person|my|him|her|people)|murder|assassinat|poison (?:someone|a person|my|the water)|suicide methods?|self-harm|kidnap|torture|ghost gun|untraceable (?:gun|weapon|firearm)|silencer|illegal (?:drugs|weapons|things|activit|content|acts?)|something illegal|scam (?:elderly|people|script)|blackmail|stalk(?:ing)? (?:someone|my|a)|hate speech|racist (?:joke|rant|speech|slurs?|content|manifesto)|genocide|shoplift|insider trading|tax evasion|bypass (?:drm|age verification|a paywall|airport security|two-factor)|dox(?:x)?(?:ing)?|deepfake porn|date rape|cook (?:crystal|meth)|build (?:a )?weapons?)/u,
  fiction:
    /\b(?:hypothetical(?:ly)?|fiction(?:al)?|in (?:a|my|this|the) (?:story|novel|movie|film|book|game|play|screenplay|script|dream|simulation|parallel universe|alternate (?:universe|reality)|world)|(?:write|tell|continue|finish) (?:me )?(?:a|the|this|my) (?:short |fictional |bedtime |realistic |detailed )*(?:story|novel|scene|screenplay|dialogue|poem|script|chapter|monologue|song)|character (?:who|named|called|explains|is)|(?:my |late |deceased |dead )grand(?:ma|mother|pa|father)|for (?:purely )?(?:educational|research|academic|scientific|training|testing) (?:purposes?|use|reasons)|theoretically|thought experiment|just (?:pretend|imagine|curious|a game|kidding)|in minecraft|for a (?:novel|movie|class|school project|friend|game)|opposite day|alternate reality|villain)\b/u,
  decodeAndFollow:
    /\b(?:decod\w*|decrypt\w*|deciph\w*|unscrambl\w*|base-?64|rot-?13|hex(?:adecimal)?|caesar|reverse[ds]?|morse|leet|pig latin|unicode|acrostic|concatenat\w*|combin\w*|join\w*)\b[^\n]{0,120}\b(?:follow|execut\w*|obey|comply|do (?:what|as|it)|carry (?:it )?out|perform|act (?:on|upon)|respond to (?:it|the)|answer (?:it|the)|run (?:it|the)|instructions?|without (?:mentioning|saying|showing))\b/u,
  aboutAttacks:
    /\b(?:prompt[- ]injections?|injection (?:attack|attempt|detect)|jail ?break(?:s|ing)?\b(?! mode)|red[- ]?team(?:s|ing|er)?|adversarial|owasp|attackers?|attacks?|threat model|vulnerabilit|mitigat|defen[cs]e|defend|researchers?|paper|article|blog post|newsletter|lecture|course|workshop|glossary|training material|awareness|policy document|release notes|changelog|unit tests?|test case|dataset|classifier|detector|detection|false positives?|benchmark|security team|incident report|report(?:ed)?|the (?:user|attacker|model|customer|message|prompt) (?:said|says|tried|wrote|typed|asked|attempted|was|is asked)|known as|so-called|for example|such as|e\.g\.)/u,
  asksHow:
    /^(?:\s*(?:hi|hello|hey|please|ok|so|thanks)[,.! ]+)?(?:how (?:do|does|can|could|should|would|to|is|are)|what (?:is|are|does|do|happens|makes)|why (?:do|does|is|are|did|would)|explain|describe|compare|can you (?:explain|describe|tell me (?:why|how|about))|is (?:it|there|this)|are there|should (?:i|we)|does|which|who|when|define|discuss|difference between)\b/u,
  taskOnText:
    /\b(?:translat(?:e|ion)|classif(?:y|ier)|label|categori[sz]e|summari[sz]e|proofread|paraphras|rewrite|edit|review|grade|correct the grammar|spell-?check|extract|draft|write (?:a|an|the|some|me an?) (?:\w+ ){0,3}(?:article|essay|blog|post|report|policy|guide|test|tests|paragraph|summary|e-?mail|slide|presentation|regex|function|query|script|documentation|section|checklist|proposal|readme|memo|announcement|talk|quiz))\b/u,
  code: /```|\b(?:def |class |import |function\s*\w*\(|const |let |var |return |public |private |select .{1,60} from |insert into |git |npm |pip |docker |kubectl |sudo (?:apt|systemctl|docker)|curl -|#include|<\?php|=>|\{\{|stack ?trace|traceback|exception|compil(?:e|er)|refactor|unit test|regex|pytest|typescript|javascript|python|java\b|sql\b|css\b|html\b|yaml|json\b|api\b|endpoint)/u,
} as const;

const turn =
  /(?:^|\n)\s*(?:user|human|q|question|person|customer|me|h)\s*\d{0,3}\s*:[^\n]{2,}\n+\s*(?:assistant|ai|a|answer|bot|chatgpt|claude|gpt|model|you)\s*\d{0,3}\s*:/gu;
const manyTurns = 4;

const quotation = /["'“”«»„`‘’]/;

/** Whether what a pattern found stands in quotation marks, close before and close behind. */
function isQuoted(text: string, ...found: readonly (RegExpExecArray | null)[]): boolean {
  const first = found.find((one) => one !== null);
  if (first === undefined || first === null) return false;
  const before = text.slice(Math.max(0, first.index - 25), first.index);
  const end = first.index + first[0].length;
  return quotation.test(before) && quotation.test(text.slice(end - 1, end + 60));
}

/** The features of a text, without that of encoded attacks, which needs the score of another text. */
export function featuresOf({ text, hidden, mixedWords, tagged }: NormalText, source: TextSource): Set<FeatureName> {
  const found = new Set<FeatureName>();
  const note = (name: FeatureName, isThere: boolean): void => {
    if (isThere) found.add(name);
  };
  const foreign = foreignAttempts(text);
  const overrides = override.exec(text);
  const reveals = reveal.exec(text);
  const unbounds = patterns.unbound.exec(text);
  note('override', overrides !== null || foreign.override);
  note('reveal', reveals !== null || foreign.reveal);
  note('unbound', unbounds !== null || foreign.unbound);
  note('freed', patterns.freed.test(text));
  note('your_rules', patterns.yourRules.test(text));
  note('rule_words', new Set(text.match(vocabulary)).size >= ruleWordsMin);
  note('about_work', patterns.aboutWork.test(text));
  note('become', patterns.become.test(text) || foreign.become);
  note('new_orders', patterns.newOrders.test(text));
  note('compliance', patterns.compliance.test(text));
  note('authority', patterns.authority.test(text));
  note('reveal_weak', patterns.revealWeak.test(text));
  note('template', patterns.template.test(text));
  note('configuration', patterns.configuration.test(text));
  note('many_shot', (text.match(turn)?.length ?? 0) >= manyTurns);
  note('addressed', patterns.addressed.test(text));
  note('secrecy', patterns.secrecy.test(text));
  note('send_out', destination.test(text) && patterns.sendOut.test(text));
  note('foreign_orders', source === 'tool' && patterns.foreignOrders.test(text));
  note('harm', patterns.harm.test(text));
  note('fiction', patterns.fiction.test(text));
  note('harm_in_fiction', found.has('harm') && (found.has('fiction') || found.has('become')));
  note('harm_steps', found.has('harm') && steps.test(text));
  note('bound_free_role', found.has('unbound') && (found.has('become') || found.has('compliance')));
  note('disguised', hidden >= 2 || mixedWords >= 2 || tagged.length > 8);
  note('decode_and_follow', patterns.decodeAndFollow.test(text));
  note('about_attacks', patterns.aboutAttacks.test(text));
  note('quoted', isQuoted(text, overrides, reveals, unbounds));
  note('asks_how', patterns.asksHow.test(text));
  note('task_on_text', patterns.taskOnText.test(text));
  note('code', patterns.code.test(text));
  return found;
}
