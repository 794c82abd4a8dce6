// This file is long because each language is a list of its own words.

/** Words of one language by which somebody tries to take a model over. Stems, without marks, because texts are compared so. */
export interface Lexicon {
  /** Unicode's name of the alphabet, where that is not the Latin one; a text without its letters is not searched. */
  readonly script?: 'Cyrillic' | 'Han' | 'Hiragana' | 'Hangul' | 'Arabic' | 'Devanagari' | 'Greek' | 'Hebrew' | 'Thai';
  /** To put aside. */
  readonly drop: string;
  /** What came before. */
  readonly prior: string;
  /** What a model is bound by. */
  readonly rules: string;
  /** To let see. */
  readonly show: string;
  /** What nobody is to see. */
  readonly secret: string;
  /** To be somebody else from now on. */
  readonly become: string;
  /** Bound by nothing. */
  readonly unbound: string;
}

/** English is looked for more closely, in `features.ts`. */
export const lexicons: Readonly<Record<string, Lexicon>> = {
  german: {
    drop: 'ignorier|vergiss (?:alles|all|deine|die)|vergesst|missacht|uberschreib|umgeh|verwirf|setz.{0,20}ausser kraft',
    prior: 'vorher|bisherig|vorangegangen|fruher|obig|alle deine|alle dein|deine|samtlich|zuvor',
    rules: 'anweisung|gesagt wurde|regel|vorgabe|instruktion|richtlinie|beschrankung|sicherheitsvor|befehl',
    show: 'zeig|verrat|gib.{0,30}(?:aus|wieder|preis)|nenn|wiederhol|druck|offenbar|wie lautet|was steht in',
    secret:
      'systemprompt|system-prompt|systemnachricht|systemanweisung|geheime.{0,12}(?:anweisung|regel)|deine (?:ursprunglichen |internen |geheimen )?(?:anweisung|instruktion|vorgabe)',
    become: 'du bist (?:jetzt|nun|ab sofort|von jetzt an)|ab jetzt bist du|tu so,? als|spiel(?:e|st)? die rolle|verhalte dich wie',
    unbound:
      'ohne (?:jede |alle |irgendwelche )?(?:einschrankung|beschrankung|regel|filter|moral|zensur|grenzen)|keine (?:regeln|einschrankungen|grenzen|filter)|unzensiert|uneingeschrankt',
  },
  french: {
    drop: 'ignore|oublie|ne tiens? (?:pas|plus) compte|ne tenez (?:pas|plus) compte|contourne|neglige|fais fi|outrepasse',
    prior: 'precedent|anterieur|ci-dessus|toutes (?:les|tes|vos)|initial|recu',
    rules: 'instruction|consigne|regle|directive|restriction|contrainte',
    show: 'montre|affiche|revele|repete|donne|divulgue|recopie|quel(?:le)?s? (?:est|sont)|imprime',
    secret:
      'prompt systeme|message systeme|invite systeme|instructions? (?:initiales?|cachees?|secretes?|internes?|systeme)|(?:tes|vos) (?:instructions|consignes)',
    become:
      'tu es (?:maintenant|desormais|dorenavant)|vous etes (?:maintenant|desormais)|a partir de maintenant|fais semblant|joue le role|fais comme si',
    unbound:
      'sans (?:aucune? |la moindre )?(?:restriction|limite|regle|filtre|censure|morale)|aucune (?:restriction|limite|regle)|non censure',
  },
  spanish: {
    drop: 'ignora|olvida|omite|pasa por alto|descarta|desatiende|haz caso omiso|no hagas caso',
    prior: 'anterior|previ|de arriba|todas (?:las|tus)|inicial|recibid',
    rules: 'instruccion|regla|directriz|directrices|norma|orden|restriccion',
    show: 'muestra|muestrame|revela|repite|imprime|dime|ensena|cual(?:es)? (?:es|son)|copia',
    secret:
      'prompt del sistema|mensaje del? sistema|instrucciones (?:iniciales|ocultas|secretas|internas|del sistema|originales)|tus (?:instrucciones|reglas)',
    become: 'ahora eres|eres ahora|a partir de ahora|de ahora en adelante|finge (?:ser|que)|actua como|haz de cuenta',
    unbound: 'sin (?:ninguna? |ningun tipo de )?(?:restriccion|limite|regla|filtro|censura|etica)|ninguna (?:restriccion|regla)',
  },
  italian: {
    drop: 'ignora|dimentica|trascura|scarta|non tenere conto|non considerare|aggira',
    prior: 'precedent|sopra|tutte le|iniziali|ricevut',
    rules: 'istruzion|regol|direttiv|restrizion|comand|indicazion',
    show: 'mostra|rivela|ripeti|stampa|dimmi|qual e|quali sono|scrivi|copia',
    secret:
      'prompt di sistema|messaggio di sistema|istruzioni (?:iniziali|nascoste|segrete|interne|di sistema|originali)|le tue (?:istruzioni|regole)',
    become: 'ora sei|adesso sei|da ora in poi|d.ora in poi|da adesso|fingi di|fai finta|comportati come',
    unbound: 'senza (?:alcuna |nessuna )?(?:restrizion|limit|regol|filtr|censur|moral|vincol)|nessuna (?:restrizione|regola)',
  },
  portuguese: {
    drop: 'ignore|ignora|esqueca|esquece|desconsidere|descarte|desrespeite|nao leve em conta',
    prior: 'anterior|previa|acima|todas as|iniciais|recebid',
    rules: 'instruc|regra|diretriz|diretrizes|orientac|restric|comando',
    show: 'mostre|mostra|revele|revela|repita|imprima|diga|qual e|quais sao|copie',
    secret:
      'prompt do? sistema|mensagem do? sistema|instrucoes (?:iniciais|ocultas|secretas|internas|do sistema|originais)|suas (?:instrucoes|regras)',
    become: 'agora voce e|voce agora e|a partir de agora|de agora em diante|finja (?:ser|que)|aja como|faca de conta',
    unbound: 'sem (?:nenhuma? |qualquer )?(?:restric|limite|regra|filtro|censura|etica)|nenhuma (?:restricao|regra)',
  },
  dutch: {
    drop: 'negeer|vergeet|sla.{0,20}over|omzeil|veronachtzaam',
    prior: 'vorige|eerdere|voorgaande|bovenstaande|alle',
    rules: 'instructie|regels|richtlijn|opdracht|beperking|voorschrift',
    show: 'toon|laat.{0,20}zien|onthul|herhaal|geef|druk.{0,20}af|wat (?:is|zijn)',
    secret: 'systeemprompt|systeembericht|systeeminstructie|(?:verborgen|geheime|oorspronkelijke|interne) instructies|je instructies',
    become: 'je bent (?:nu|vanaf nu)|vanaf nu ben je|doe alsof|speel de rol',
    unbound: 'zonder (?:enige )?(?:beperking|regels|filter|grenzen|censuur)|geen (?:beperkingen|regels|grenzen)',
  },
  polish: {
    drop: 'zignoruj|ignoruj|zapomnij|pomin|odrzuc|obejdz',
    prior: 'poprzedni|wczesniejsz|powyzsz|wszystkie',
    rules: 'instrukcj|polecen|zasad|wytyczn|regul|ograniczen',
    show: 'pokaz|ujawnij|powtorz|wypisz|podaj|jaki jest|jakie sa|wyswietl',
    secret:
      'prompt systemow|promptu systemow|wiadomosc systemow|instrukcje systemow|(?:ukryte|tajne|poczatkowe|wewnetrzne) instrukcje|swoje instrukcje',
    become: 'jestes teraz|teraz jestes|od teraz|od tej chwili|udawaj|wciel sie',
    unbound: 'bez (?:zadnych |jakichkolwiek )?(?:ograniczen|zasad|filtrow|cenzury)|zadnych (?:ograniczen|zasad)',
  },
  russian: {
    script: 'Cyrillic',
    drop: 'игнорируи|проигнорируи|забудь|забудьте|отмени|обоиди|не обращаи внимания|отбрось',
    prior: 'предыдущ|прежни|выше|все |всех|ранее|первоначальн',
    rules: 'инструкци|указани|правил|ограничени|команд|директив',
    show: 'покажи|раскрои|повтори|выведи|назови|каков|напиши|распечата',
    secret:
      'системныи промпт|системного промпта|системн[а-я]{2,4} (?:сообщени|инструкци|подсказк|промпт)|(?:скрыт|секретн|исходн|внутренн|своих|свои)[а-я]{0,3} инструкци',
    become: 'теперь ты|ты теперь|с этого момента|отныне|притворись|веди себя как|представь,? что ты',
    unbound:
      'без (?:каких-либо |всяких )?(?:ограничении|правил|фильтров|цензуры)|никаких (?:ограничении|правил)|нет (?:ограничении|правил)',
  },
  turkish: {
    drop: 'yok say|gormezden gel|unut|dikkate alma|gec',
    prior: 'onceki|yukaridaki|tum|butun|daha once',
    rules: 'talimat|kural|yonerge|komut|kisitlama',
    show: 'goster|acikla|tekrarla|yazdir|soyle|ifsa et|nedir',
    secret: 'sistem (?:istem|prompt|mesaj|talimat)|(?:gizli|ilk|baslangic) talimat',
    become: 'artik sen|sen artik|simdi sen|bundan sonra|bundan boyle|gibi davran|rolunu oyna',
    unbound: '(?:kısıtlama|kural|sınır|filtre)(?:lar|ler)?(?:sız|siz|ı yok| yok| olmadan|ı olmayan| olmayan)|sınırsız|sansürsüz',
  },
  chinese: {
    script: 'Han',
    drop: '忽略|无视|忘记|忘掉|不要理会|不要遵守|绕过|無視|忘記|抛弃',
    prior: '之前|以前|上面|以上|先前|前面|所有|你的|全部|此前',
    rules: '指令|指示|规则|規則|提示|要求|限制|设定|命令',
    show: '显示|輸出|输出|告诉|透露|打印|重复|重複|说出|展示|复述|公开|什么',
    secret: '系统提示|系統提示|系统指令|系统消息|初始指令|隐藏(?:的)?指令|内部指令|你的(?:初始|原始)?(?:提示词|指令|设定)',
    become: '你现在是|你現在是|从现在起|从现在开始|假装你是|扮演|现在开始你',
    unbound: '没有任何(?:限制|规则|道德|约束|审查)|不受(?:任何)?(?:限制|约束)|无限制|不受限制|沒有任何限制',
  },
  japanese: {
    script: 'Hiragana',
    drop: '無視|忘れ|破棄|従わない',
    prior: 'これまで|以前|上記|前の|すへて|全て|今まて|先ほと',
    rules: '指示|命令|ルール|規則|制約|フロンフト|制限',
    show: '表示|見せ|教え|出力|繰り返|開示|明かし|書き出',
    secret: 'システムフロンフト|システムメッセーシ|システム指示|初期(?:の)?指示|隠された指示|内部(?:の)?指示|あなたの指示',
    become: 'あなたは今から|今からあなたは|これからあなたは|あなたは今|ふりをし|として振る舞|になりきっ',
    unbound: '制限のない|制限なし|制限なく|制約のない|ルールに縛られない|何の制限も|無制限|検閲なし',
  },
  korean: {
    script: 'Hangul',
    drop: '무시|잊어|잊고|따르지',
    prior: '이전|앞선|위의|모든|지금까지|기존',
    rules: '지시|명령|규칙|지침|제한|프롬프트',
    show: '보여|알려|출력|공개|반복|말해|표시',
    secret: '시스템 ?(?:프롬프트|메시지|지시)|초기 지시|숨겨진 지시|내부 지침',
    become: '너는 이제|당신은 이제|이제부터|지금부터|인 척|처럼 행동|역할을 맡',
    unbound: '제한 ?없|규칙이 없|제약 ?없|무제한|검열 ?없',
  },
  arabic: {
    script: 'Arabic',
    drop: 'تجاهل|انس|اهمل|لا تتبع|تخط',
    prior: 'السابق|اعلاه|جميع|كل|الاولي',
    rules: 'التعليمات|تعليمات|القواعد|الاوامر|القيود|التوجيهات',
    show: 'اظهر|اعرض|اكشف|كرر|اطبع|اخبرني|ما هي|ما هو',
    secret: 'موجه النظام|رسالة النظام|تعليمات النظام|التعليمات (?:السرية|المخفية|الاولية|الداخلية)|تعليماتك',
    become: 'انت الان|من الان فصاعدا|تظاهر|تصرف ك',
    unbound: 'بدون (?:اي )?(?:قيود|قواعد|حدود|رقابة)|بلا قيود|لا توجد قيود',
  },
  hindi: {
    script: 'Devanagari',
    drop: 'अनदेखा|भूल|नज़रअंदाज़|उपेक्षा|दरकिनार',
    prior: 'पिछले|पिछली|सभी|पहले|ऊपर|तुम्हारे|आपके',
    rules: 'निर्देश|नियम|आदेश|प्रतिबंध',
    show: 'दिखा|बता|प्रकट|दोहरा|लिख',
    secret: 'सिस्टम प्रॉम्प्ट|सिस्टम संदेश|(?:गुप्त|छिपे|मूल|आंतरिक|प्रारंभिक) निर्देश',
    become: 'अब तुम|अब आप|अब से|नाटक कर|की तरह व्यवहार',
    unbound: 'बिना किसी (?:प्रतिबंध|नियम|सीमा|रोक)|बिना (?:प्रतिबंध|नियम)|कोई (?:नियम|प्रतिबंध) नहीं',
  },
  swedish: {
    drop: 'ignorera|glom|bortse|strunta i|asidosatt|kringga|upphav',
    prior: 'tidigare|foregaende|ovanstaende|alla |dina|ursprunglig',
    rules: 'instruktion|regler|riktlinj|anvisning|begransning|order',
    show: 'visa|avsloja|upprepa|skriv ut|aterge|beratta|vad ar',
    secret: 'system(?:prompt|meddelande|instruktion)|(?:dolda|hemliga|interna|ursprungliga) instruktion|dina instruktioner',
    become: 'du ar nu|fran och med nu|latsas (?:att du|vara)|spela rollen|agera som',
    unbound:
      'utan (?:nagra |alla )?(?:begransning|regler|filter|grans|censur|moral)|inga (?:regler|begransningar|granser|filter)|ocensurerad',
  },
  danish_norwegian: {
    drop: 'ignorer|glem|se bort fra|tilsidesæt|tilsidesett|omga',
    prior: 'tidligere|foregaende|forrige|ovenstaende|alle |dine',
    rules: 'instruks|instrukt|regler|retningslinj|anvisning|begrænsning|begrensning|ordre',
    show: 'vis|afslør|avslør|gentag|gjenta|udskriv|skriv ut|skriv ud|fortæl|hvad er|hva er',
    secret: 'system(?:prompt|besked|melding|instruk)|(?:skjulte|hemmelige|interne|oprindelige|opprinnelige) instruk|dine instruk',
    become: 'du er nu|du er na|fra nu af|fra na av|lad som om|lat som|spil rollen|spill rollen|opfør dig som|oppfør deg som',
    unbound:
      'uden (?:nogen |alle )?(?:begræns|regler|filt|grænse|censur)|uten (?:noen |alle )?(?:begrens|regler|filt|grense|sensur)|ingen (?:regler|begræns|begrens|grænser|grenser|filt)',
  },
  finnish: {
    drop: 'unohda|sivuuta|ohita|ala (?:noudata|valita)|jata huomiotta|hylkaa',
    prior: 'aiem|edellis|kaikki|ylla|aikaisem|alkuperais|sinulle annet',
    rules: 'ohje|saann|maaray|kasky|rajoitu|kehot',
    show: 'nayta|tulosta|paljasta|toista|kerro|kirjoita|mika on|mitka ovat',
    secret: 'jarjestelma(?:kehot|viesti|ohje)|(?:piilote|salai|sisai|alkuperai)[a-z]{1,4} ohje|omat ohjee',
    become: 'olet nyt|tasta lahtien|tasta eteenpain|teeskentele|esita olevasi|toimi kuin|nayttele',
    unbound: 'ilman (?:mitaan |kaikkia )?(?:rajoituk|saanto|suodat|sensuu|rajoja)|ei (?:mitaan )?(?:rajoituks|saantoja|rajoja)|sensuroimat',
  },
  czech_slovak: {
    drop: 'ignoruj|zapomen|zabudni|prehlizej|nedbej|obejdi|zrus|vynech',
    prior: 'predchoz|predoslych|predosl|drivejsi|vyse|vsechn|vsetk|puvodn',
    rules: 'pokyn|instrukc|pravid|prikaz|omezen|obmedzen|smernic',
    show: 'ukaz|vypis|zobraz|prozrad|zopakuj|odhal|napis|jak[yae] je',
    secret:
      'systemov[a-z]{1,3} (?:prompt|zprav|sprav|pokyn|instrukc)|(?:skryt|tajn|vnitrn|intern|puvodn)[a-z]{1,3} (?:pokyn|instrukc)|sve pokyny',
    become: 'nyni jsi|ted jsi|odted|od ted|od tejto chvile|predstirej|chovej se jako|hraj roli|tvar se',
    unbound: 'bez (?:jakychkoli |zadnych )?(?:omezen|pravid|filtr|cenzur|obmedzen)|zadn[aeyi] (?:omezen|pravid|filtr)',
  },
  hungarian: {
    drop: 'hagyd figyelmen kivul|felejtsd el|ne vedd figyelembe|ne kovesd|mellozd|kerüld meg',
    prior: 'korabbi|elozo|eddigi|fenti|osszes|minden|eredeti',
    rules: 'utasitas|szabaly|iranyelv|parancs|korlatozas|eloiras',
    show: 'mutasd|ird ki|fedd fel|ismeteld|mondd el|add meg|jelenitsd meg|mi a',
    secret: 'rendszer(?:prompt|uzenet|utasitas)|(?:rejtett|titkos|belso|eredeti) utasitas|utasitasaid',
    become: 'mostantol|most mar te|tegyel ugy|tegy ugy|viselkedj ugy|jatszd el|ugy viselkedj',
    unbound: '(?:korlatozas|szabaly|szuro|korlat|cenzura)(?:ok)? nelkul|nincsenek (?:szabaly|korlat)|cenzurazatlan',
  },
  romanian: {
    drop: 'ignora|uita|nu tine cont|nu mai respecta|ocoleste|renunta la|anuleaza',
    prior: 'anterior|preceden|de mai sus|toate|initial|primit',
    rules: 'instructiun|regul|indicati|directiv|restrict|comenz',
    show: 'afiseaza|arata|dezvaluie|repeta|scrie|spune|care (?:este|sunt)|copiaza',
    secret:
      'prompt(?:ul)? (?:de|al) sistem|mesajul (?:de|al) sistem|instructiunile (?:ascunse|secrete|interne|initiale|de sistem)|instructiunile tale',
    become: 'acum esti|esti acum|de acum inainte|de acum incolo|prefa-te|comporta-te ca|joaca rolul',
    unbound: 'fara (?:nicio |niciun fel de )?(?:restrict|limit|regul|filtr|cenzur)|nicio (?:restrictie|regula|limita)',
  },
  greek: {
    script: 'Greek',
    drop: 'αγνοησ|ξεχασ|παραβλεψ|μην ακολουθ|μη λαβεισ|παρακαμψ',
    prior: 'προηγουμεν|παραπανω|ολ(?:εσ|ουσ|α)|αρχικ|μεχρι τωρα',
    rules: 'οδηγι|κανον|εντολ|περιορισμ|κατευθυνσ',
    show: 'δειξ|εμφανισ|αποκαλυψ|επαναλαβ|τυπωσ|πεσ|γραψ|ποι[αο] ειναι',
    secret: '(?:μηνυμα|οδηγιεσ|προτροπη|prompt) (?:του )?συστηματοσ|(?:κρυφ|μυστικ|εσωτερικ|αρχικ)[α-ω]{1,3} οδηγι|τισ οδηγιεσ σου',
    become: 'εισαι τωρα|τωρα εισαι|απο εδω και περα|απο τωρα|προσποιησου|κανε πωσ|παιξε τον ρολο',
    unbound: 'χωρισ (?:καν[α-ω]{1,4} )?(?:περιορισμ|κανον|ορι|φιλτρ|λογοκρισ)|κανεν[α-ω]{1,3} (?:περιορισμ|κανον)',
  },
  ukrainian: {
    script: 'Cyrillic',
    drop: 'ігноруи|проігноруи|забудь|не зважаи|скасуи|обіиди|відкинь|не виконуи',
    prior: 'попередн|вище|усі |всі |раніше|початков',
    rules: 'інструкці|вказівк|правил|обмежен|команд|настанов',
    show: 'покажи|розкрии|повтори|виведи|назви|напиши|яки[иа]? ',
    secret: 'системн[а-яі]{2,4} (?:промпт|повідомлен|інструкці|підказк)|(?:прихован|секретн|внутрішн|початков|своі)[а-яі]{0,3} інструкці',
    become: 'тепер ти|ти тепер|відтепер|від цього моменту|прикинься|уяви,? що ти|поводься як',
    unbound: 'без (?:будь-яких |жодних )?(?:обмежен|правил|фільтрів|цензури)|жодних (?:обмежен|правил)|немає (?:обмежен|правил)',
  },
  vietnamese: {
    drop: 'bo qua|phot lo|quen (?:di|het|tat ca)|khong tuan theo|dung tuan theo|huy bo',
    prior: 'truoc|ben tren|o tren|tat ca|ban dau',
    rules: 'huong dan|chi dan|chi thi|quy tac|quy dinh|menh lenh|gioi han|lenh',
    show: 'hien thi|cho (?:toi )?(?:xem|biet)|tiet lo|lap lai|in ra|viet ra|noi',
    secret: '(?:loi nhac|thong bao|tin nhan|huong dan|chi dan|prompt) (?:cua )?he thong|huong dan (?:an|bi mat|noi bo|ban dau)',
    become: 'bay gio ban la|tu bay gio|gia vo|dong vai|hay hanh dong nhu',
    unbound: 'khong (?:co )?(?:bat ky )?(?:gioi han|quy tac|bo loc|rang buoc|kiem duyet)',
  },
  indonesian_malay: {
    drop: 'abaikan|lupakan|jangan (?:ikuti|patuhi|hiraukan)|kesampingkan|langgar',
    prior: 'sebelum|di atas|semua|awal|terdahulu',
    rules: 'instruksi|perintah|aturan|peraturan|arahan|batasan|pedoman',
    show: 'tampilkan|tunjukkan|ungkapkan|ulangi|cetak|beri ?tahu|tuliskan|apa (?:isi )?',
    secret: '(?:prompt|pesan|instruksi|arahan) sistem|instruksi (?:tersembunyi|rahasia|internal|awal)',
    become: 'sekarang (?:kamu|anda) adalah|mulai sekarang|berpura-pura|bertindaklah|berperan sebagai',
    unbound: 'tanpa (?:ada )?(?:batasan|aturan|filter|sensor|larangan)|tidak ada (?:aturan|batasan)',
  },
  hebrew: {
    script: 'Hebrew',
    drop: 'התעלמ|תתעלמ|התעלם|תתעלם|שכח|תשכח|אל תציית|בטל',
    prior: 'קודמ|הקודם|לעיל|כל ה|הראשונ',
    rules: 'הוראות|הנחיות|כללים|הכללים|פקודות|הגבלות',
    show: 'הצג|תציג|הראה|חשוף|גלה|הדפס|חזור על|כתוב|מה ה',
    secret: '(?:הנחיות|הוראות|הודעת|פרומפט) ה?מערכת|הוראות (?:נסתרות|סודיות|פנימיות)|ההוראות שלך',
    become: 'אתה עכשיו|עכשיו אתה|מעכשיו|העמד פנים|התנהג כמו',
    unbound: 'ללא (?:כל )?(?:הגבלות|כללים|מגבלות|צנזורה|סינון)|בלי (?:הגבלות|כללים|מגבלות)',
  },
  thai: {
    script: 'Thai',
    drop: 'เพิกเฉย|ละเลย|ลืม|ไม่ต้องทำตาม|อย่าทำตาม|ไม่สนใจ|ยกเลิก',
    prior: 'ก่อนหน้า|ข้างต้น|ทั้งหมด|เดิม|ที่ผ่านมา',
    rules: 'คำสั่ง|คำแนะนำ|กฎ|ข้อกำหนด|ข้อจำกัด|แนวทาง',
    show: 'แสดง|เปิดเผย|บอก|พิมพ์|ทวน|เขียน',
    secret: '(?:ข้อความ|คำสั่ง|พรอมต์|พร้อมท์)(?:ของ)?ระบบ|คำสั่ง(?:ลับ|ภายใน|เริ่มต้น|ที่ซ่อน)',
    become: 'ตอนนี้คุณคือ|จากนี้ไป|ต่อไปนี้คุณ|แกล้งทำเป็น|สวมบทบาท',
    unbound: 'ไม่มี(?:ข้อจำกัด|กฎ|ขีดจำกัด|การเซ็นเซอร์)|ปราศจาก(?:ข้อจำกัด|กฎ)',
  },
};
