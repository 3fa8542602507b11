//! What mail programs write, by kind. Everything in lower case, as [`super::general`] compares it.
//!
//! A further language is a few words in each of these tables and a sample in `tests/corpus/replies`. `|` separates the
//! words: in rows they are read more easily than one to a line.

use std::sync::LazyLock;

/// The words of a table.
pub(super) type Words = LazyLock<Vec<&'static str>>;

/// Verbs of lines such as "On 3 January 2026, Ann wrote:".
pub(super) static WROTE: Words = LazyLock::new(|| {
    split(&[
        "wrote|writes|schrieb|geschrieben|a écrit|a ecrit|à écrit|avez écrit|escribió|escribio",
        "ha escrito|escreveu|ha scritto|scrive|schreef|geschreven|写道|寫道|写到|写入|のメール|のメッセージ|書きました|書き込みました",
        "書いた|書いています|は書いています|написал|написала|написали|писал|писала|пишет|napisał|napisała|napisali|pisze",
        "napisano|skrev|kirjoitti|napsal|napsala|yazdı|yazmış|작성|썼습니다|쓴 글|보낸 메시지|님이",
    ])
});

/// What the first line of a folded attribution may begin with, besides a digit.
pub(super) static ATTRIBUTION_STARTS: Words = LazyLock::new(|| {
    split(&["on |at |am |le |el |em |no dia |il |il giorno |in data |op |在|于|於|w dniu |dnia |den |dne |dňa "])
});

/// What stands between dashes above a quoted message.
pub(super) static ORIGINAL_MESSAGE: Words = LazyLock::new(|| {
    split(&[
        "original message|original mail|original email|original e-mail|original appointment",
        "reply message|message from|ursprüngliche nachricht|urspruengliche nachricht|original-nachricht",
        "originalnachricht|original nachricht|originale nachricht|ursprünglicher termin|urspr. nachricht",
        "message d'origine|message d’origine|message original|message initial|courriel original",
        "mail original|mensaje original|correo original|mensagem original|e-mail original",
        "messaggio originale|messaggio di origine|mail originale|oorspronkelijk bericht",
        "oorspronkelijke bericht|origineel bericht|originele bericht|origineel e-mail|原始邮件|原始郵件|原邮件|原郵件",
        "回复的原邮件|回复的邮件|邮件原件|原始信息|原始訊息|original メッセージ|元のメッセージ|元のメール|オリジナルメッセージ|исходное сообщение",
        "оригинальное сообщение|первоначальное сообщение|исходное письмо|wiadomość oryginalna",
        "oryginalna wiadomość|pierwotna wiadomość|ursprungligt meddelande|originalmeddelande",
        "ursprungligt e-postmeddelande|oprindelig meddelelse|original meddelelse|oprindelig besked",
        "opprinnelig melding|original melding|opprinnelig e-post|alkuperäinen viesti|původní zpráva",
        "původní e-mail|puvodni zprava|orijinal mesaj|orjinal mesaj|özgün ileti|orijinal ileti",
        "orijinal e-posta|원본 메시지|원본 메일|원본메시지|원문 메시지|original message ",
    ])
});

/// The same for messages that are passed on.
pub(super) static FORWARDED_MESSAGE: Words = LazyLock::new(|| {
    split(&[
        "forwarded message|forwarded by|forwarded email|weitergeleitete nachricht|weitergeleitet von",
        "message transféré|message transmis|message réexpédié|courriel transféré|mensaje reenviado",
        "mensagem encaminhada|mensagem reencaminhada|messaggio inoltrato|doorgestuurd bericht|转发的邮件|转发邮件",
        "轉寄的郵件|已轉寄郵件|转发信息|転送されたメッセージ|転送メッセージ|forwarded メッセージ|пересылаемое сообщение",
        "пересланное сообщение|переадресованное сообщение|przekazana wiadomość|wiadomość przekazana",
        "vidarebefordrat meddelande|vidarebefordrat brev|videresendt meddelelse|videresendt besked",
        "videresendt melding|välitetty viesti|edelleenlähetetty viesti|přeposlaná zpráva|iletilen mesaj",
        "iletilmiş mesaj|전달된 메시지|전달된 메일",
    ])
});

/// Whole lines above a message that is passed on, without dashes.
pub(super) static FORWARD_LINES: Words = LazyLock::new(|| {
    split(&[
        "begin forwarded message|start of forwarded message|anfang der weitergeleiteten nachricht",
        "anfang der weitergeleiteten e-mail|début du message réexpédié|début du message transféré",
        "début du courriel transféré|inicio del mensaje reenviado|início da mensagem encaminhada",
        "início da mensagem reencaminhada|inizio messaggio inoltrato|inizio del messaggio inoltrato",
        "begin doorgestuurd bericht|下面是被转发的邮件|开始转发的邮件|以下是轉寄的郵件|開始轉寄郵件|転送されたメッセージ",
        "начало переадресованного сообщения|начало пересылаемого сообщения",
        "początek przekazywanej wiadomości|początek przekazanej wiadomości|vidarebefordrat brev",
        "vidarebefordrat mejl|start på videresendt besked|starten på videresendt melding",
        "videresendt melding|välitetty viesti alkaa|začátek přeposlané zprávy|iletilen ileti|전달된 메시지 시작",
    ])
});

/// Labels of the field that says who wrote.
pub(super) static FROM: Words = LazyLock::new(|| {
    split(&[
        "from|von|de|da|van|发件人|發件人|寄件者|寄件人|差出人|送信者|от|от кого|od|från|fra|lähettäjä|odesílatel|kimden",
        "gönderen|보낸 사람|보낸사람|보낸이|발신",
    ])
});

/// Labels of the field that says when.
pub(super) static SENT: Words = LazyLock::new(|| {
    split(&[
        "sent|date|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|envoye|enviado|enviado el|fecha",
        "enviado em|enviada em|enviada|data|inviato|inviato il|data invio|verzonden|发送时间|发送日期|日期|发件时间|時間",
        "时间|寄件日期|傳送時間|傳送日期|發送時間|送信日時|送信日|日時|日付|отправлено|дата|дата отправки|wysłano|wysłane|skickat",
        "sendt|dato|lähetetty|päivämäärä|päiväys|odesláno|tarih|gönderilme tarihi|gönderildi",
        "gönderme tarihi|보낸 날짜|보낸날짜|날짜|보낸 시간|발송일",
    ])
});

/// Labels of the field that says to whom.
pub(super) static TO: Words = LazyLock::new(|| {
    split(&[
        "to|an|à|a|para|per|aan|收件人|收件者|宛先|кому|do|til|till|vastaanottaja|komu|kime|alıcı|받는 사람|받는사람|받는이",
        "수신",
    ])
});

/// Labels of the field that says what about.
pub(super) static SUBJECT: Words = LazyLock::new(|| {
    split(&[
        "subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|主题|主題|主旨|标题|件名|тема|temat|ämne",
        "emne|aihe|předmět|konu|제목",
    ])
});

/// Labels that may stand between the others.
pub(super) static OTHER_FIELDS: Words = LazyLock::new(|| {
    split(&[
        "cc|bcc|kopie|copie|cc à|copia|抄送|副本|копия|dw|udw|kopia|kopi|kopio|bilgi|참조|reply-to|antwort an",
        "importance|priority|wichtigkeit|priorität|importancia|importance |attachments|anlagen|anhang",
        "pièces jointes|anexos|allegati|bijlagen|附件|添付ファイル|вложения|message-id|organization|newsgroups",
        "when|where",
    ])
});

/// How lines begin that programs on telephones and the like put under a message.
pub(super) static SENT_FROM: Words = LazyLock::new(|| {
    split(&[
        "sent from|sent via|sent with|sent by|get outlook for|download outlook for|von meinem",
        "gesendet von|gesendet mit|gesendet über|gesendet aus|diese nachricht wurde von meinem",
        "versendet mit|verschickt mit|von unterwegs gesendet|von outlook|outlook für|outlook-app",
        "envoyé de|envoyé depuis|envoyé à partir|envoyé avec|provenance :|télécharger outlook",
        "obtenez outlook|obtenir outlook|téléchargez outlook|enviado desde|enviado con|enviado mediante",
        "obtener outlook|descargar outlook|enviado do|enviado de|enviado a partir|enviado pelo",
        "enviado via|obter o outlook|baixe o outlook|inviato da|inviato dal|inviato con|ottieni outlook",
        "scarica outlook|verzonden vanaf|verstuurd vanaf|verzonden met|verstuurd met|verzonden via",
        "outlook voor|download outlook voor|发自|從我的|从我的|發自|來自我的|来自我的|获取|取得 outlook|отправлено с",
        "отправлено из|отправлено через|скачать outlook|получить outlook|wysłane z|wysłano z",
        "wysłane przez|pobierz outlook|skickat från|skickades från|skaffa outlook|hämta outlook",
        "sendt fra|sendt via|sendt med|hent outlook|få outlook|lähetetty|hanki outlook|odesláno z",
        "odesláno ze|odesláno pomocí|získat outlook|outlook'u edinin|나의|내 |ios용 outlook|android용 outlook",
    ])
});

/// How such lines end in languages that put the verb last.
pub(super) static SENT_FROM_ENDS: Words = LazyLock::new(|| {
    split(&[
        "gesendet|geschickt|verzonden|verstuurd|から送信|より送信|から送信されました|传送|傳送|发送|gönderildi|gönderilmiştir",
        "에서 보냄|에서 전송|에서 보낸 메일|에서 보냈습니다|다운로드|を入手",
    ])
});

/// One of these must be in such a line.
pub(super) static DEVICES: Words = LazyLock::new(|| {
    split(&[
        "iphone|ipad|ipod|apple|mac|android|samsung|galaxy|huawei|honor|xiaomi|redmi|oneplus|nokia",
        "motorola|xperia|sony|htc|pixel|fairphone|blackberry|windows|outlook|yahoo|gmail|gmx|web.de",
        "freenet|t-online|telekom|proton|tutanota|tuta|k-9|fairemail|thunderbird|aquamail|aqua mail",
        "bluemail|spark|mail.ru|яндекс|yandex|почт|mail app|mail-app|mobile|mobil|móvil|movil|celular",
        "cellulare|smartphone|tablet|téléphone|telefon|telefoon|téléphon|phone|handy|orange|free mobile",
        "libero|vodafone|手机|手機|邮箱|郵件|邮件大师|スマートフォン|携帯|телефон|смартфон|puhelim|휴대|갤럭시|naver|네이버",
        "superhuman|hey.com|airmail|zoho|fastmail|mailbird|em client|nine",
    ])
});

fn split(rows: &[&'static str]) -> Vec<&'static str> {
    rows.iter().flat_map(|row| row.split('|')).collect()
}
