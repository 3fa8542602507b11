//! Words by which reports and automatic answers are known, in many languages.
//!
//! Form as in [`crate::bounce_class`]: lower case, no punctuation, phrases separated by commas, `_` for the edge of a word and
//! `*` for anything between.

use crate::bounce_class::{matches, normalize, phrases_of};
use crate::header::Header;
use std::sync::LazyLock;

/// Most characters of a text that are compared.
const MAX_TEXT: usize = 6000;

/// A list of phrases.
pub(super) struct Phrases(LazyLock<Vec<Vec<String>>>);

impl Phrases {
    /// Whether one of them is in a text in normal form.
    pub(super) fn is_in(&self, normal: &str) -> bool {
        self.0.iter().any(|phrase| matches(normal, phrase))
    }

    /// Whether one of them is in a text.
    pub(super) fn is_in_text(&self, text: &str) -> bool {
        self.is_in(&normalize(text, MAX_TEXT))
    }
}

macro_rules! phrases {
    ($(#[$doc:meta])* $name:ident, $list:literal) => {
        $(#[$doc])*
        pub(super) static $name: Phrases = Phrases(LazyLock::new(|| phrases_of($list)));
    };
}

/// The subject, decoded, in normal form.
pub(super) fn normal_subject(header: &Header<'_>) -> String {
    normalize(&header.subject().unwrap_or_default(), 300)
}

/// Whether the subject begins as answers and forwarded mails of persons do.
pub(super) fn is_answer_of_a_person(header: &Header<'_>) -> bool {
    let subject = header.subject().unwrap_or_default();
    let Some((first, _)) = subject.split_once([':', '：']) else { return false };
    let first = first.split('[').next().unwrap_or_default().trim().to_lowercase();
    const PREFIXES: [&str; 20] = [
        "re", "aw", "sv", "vs", "antw", "rif", "res", "odp", "ynt", "отв", "ha", "fw", "fwd", "wg", "tr", "rv", "i",
        "enc", "回复", "返信",
    ];
    PREFIXES.contains(&first.as_str())
}

phrases!(
    /// Names and addresses that mail systems write from.
    DAEMONS,
    "_mailer daemon, _mailerdaemon, _mail daemon, _maildaemon, _postmaster, _mail delivery, _mail deliver, _mail system, _mdaemon,
    _microsoftexchange, _mail administrator, _system administrator, _mailsystem, _mail transport, _delivery subsystem,
    _delivery system, _email delivery, _mail router, _mmdf, _uucp, _bounce, _internet mail, _delivery agent, _mail server_,
    _systemadministrator, _administrateur system, _administrador del sistema, _mailadmin, _nobody_, _smtp gateway, _mailbot_"
);

phrases!(
    /// Subjects of failures.
    FAILED_SUBJECTS,
    "_undeliver, _undelivered, _non deliver, _nondeliver, _not deliver, _delivery fail, _delivery has failed, _delivery unsuccess, _delivery error,
    _delivery problem, _failure notice, _failure delivery, _failure notification, _failed mail, _failed delivery, _failed to deliver, _fail to deliver,
    _returned mail, _returned to sender, _return to sender, _mail error, _mail fail, _mail delivery, _mail system error, _message status undeliverable,
    _delivery status notification, _delivery status, _delivery notification, _delivery report, _delivery failure, _delivery * fail,
    _could not be delivered, _couldnt be delivered, _cannot be delivered, _unable to deliver, _unable to send, _permanent error, _returned message,
    _returning message, _message rejected, _rejected mail, _mail rejected, _nondeliverable, _ndn_, _ndr_, _dsn_, _bounced, _bounce_, _user unknown,
    _unknown user, _email address not found, _error sending, _send fail, _sending fail, _problem delivering, _mail could not, _mail not sent,
    _mailsystem error, _message not sent, _no such address, _unzustellbar, _nicht zugestellt, _nicht zustellbar, _zustellung * fehl, _zustellfehler,
    _übermittlungsfehler, _unzustellbarkeit, _konnte nicht, _fehlgeschlagen, _rückläufer, _non remis, _non distribu, _non délivr, _non transmis, _échec de, _échec d, _erreur de livraison, _nonremise,
    _impossible de remettre, _no se puede entregar, _no se ha podido, _no entregad, _error de entrega, _fallo de entrega, _no se pudo, _devuelto, _não entreg, _nao entreg, _falha na entrega, _falha de entrega, _falha no envio, _não é possível, _devolvid,
    _mancata consegna, _mancato recapito, _non recapitat, _impossibile recapitare, _errore di consegna, _messaggio non, _non consegnat, _onbestelbaar, _niet bezorgd, _niet afgeleverd, _kan niet worden, _kunne ikke leveres, _ikke leveret, _olevererbart, _kunde inte leverera, _inte leverera, _ej levererat,
    _nie dostarczono, _niedostarczon, _zwrot, _nedoručen, _nedoručit, _kézbesíthetetlen, _teslim edilem, _iletilemedi, недоставлен, не доставлен, _не удалось, _сбой доставки, _ошибка доставки, _не может быть доставлен,
    配信不能, 配信できません, 配信に失敗, 配送失敗, 送信エラー, 送信できません, 未配信, 未送達, 不達, エラーメール, 退信, 无法投递, 无法送达, 未送达, 无法传递, 傳送失敗, 投递失败, 发送失败, 배달되지, 배달 실패, 반송"
);

phrases!(
    /// Subjects of mails that are still on their way.
    DELAYED_SUBJECTS,
    "_delay, _delayed, _warning message, _warning could not send, _could not send message for past, _not yet been delivered, _not yet delivered, _still being, _deferred, _temporarily undeliver,
    _verzögert, _verzögerung, _retardé, _retard de, _différé, _retrasad, _demora, _atrasad, _atraso, _ritardo, _ritardat, _vertraagd, _vertraging, _opóźni, _задерж, _отлож, 遅延, 延迟, 延遲, 지연"
);

phrases!(
    /// Texts of mails that are still on their way.
    DELAYED_TEXTS,
    "_this is a warning message only, _this is only a warning, _warning message only, _you do not need to resend, _do not need to resend, _no action is required on your part, _will be retried, _will keep trying, _will continue to try, _will continue trying, _will retry,
    _attempts will continue, _will be tried again, _still trying, _has not yet been delivered, _not yet been delivered, _still be retried, _will try again, _delivery * has been delayed, _has been delayed, _is delayed, _temporarily delayed, _i will keep trying, _try for up to,
    _weiterhin versucht, _wird weiterhin, _noch nicht zugestellt, _verzögert, _pas encore été, _nouvelle tentative, _retardé, _se seguirá intentando, _seguirá intentando, _todavía no, _ainda não foi, _continuaremos tentando, _continuerà a provare, _non è stato ancora, _nog niet, _blijven proberen,
    _будут продолжены, _ещё не доставлен, _повторные попытки, 再送を試み, 再試行, 遅延, 将继续尝试, 将再次尝试"
);

phrases!(
    /// Texts that say a final failure in so many words, whatever else they say of earlier attempts.
    FINAL_TEXTS,
    "_giving up, _given up, _permanent error, _permanent fatal error, _fatal error, _will not be retried, _no further attempts, _this is a permanent, _permanently failed, _could not be delivered to one or more, _failed permanently, _retry timeout exceeded, _endgültig, _définitif"
);

phrases!(
    /// Texts of failures.
    FAILED_TEXTS,
    "_undeliver, _not deliver, _nondeliver, _non deliver, _could not be delivered, _couldnt be delivered, _couldnt deliver, _cannot be delivered, _cant be delivered, _can not be delivered, _cannot deliver, _could not deliver, _not able to deliver, _wasnt able to deliver, _was not delivered, _wasnt delivered, _not been delivered, _unable to deliver, _unable to send, _unable to be delivered, _failed to deliver, _failed to send, _failed to be delivered, _delivery fail, _delivery * failed, _delivery to * failed, _failure delivering,
    _did not reach, _didnt reach, _has been returned, _being returned, _was returned, _is returned, _returned to you, _been rejected, _was rejected, _rejected your, _rejected by, _rejected for, _your message could not, _message cannot, _mail could not, _was not sent, _not accepted, _wasnt found at, _couldnt be found, _had permanent fatal errors, _permanent error, _fatal error, _had errors, _transcript of session, _host said, _said 5, _said 4, _refused to, _error from remote, _smtp error, _delivery attempt, _giving up, _bounced, _problem delivering,
    _error while, _following error, _following address, _following recipient, _following destination, _failed address, _failed recipient, _user unknown, _unknown user, _no such user, _mailbox full, _mailbox is full, _over quota, _quota exceed, _mailbox unavailable, _does not exist, _doesnt exist, _invalid recipient, _recipient address rejected, _address rejected, _not listed in, _is not a valid, _address unknown, _host unknown, _delivery is not possible, _unroutable, _unrouteable, _blocked, _message * too large,
    _nicht zugestellt, _nicht zustellen, _nicht zustellbar, _unzustellbar, _konnte nicht, _fehlgeschlagen, _nicht erreich, _unbekannt, _na pas pu, _na pu être, _nont pas pu, _pas été remis, _non remis, _impossible de, _échec, _échoué, _inconnu, _no se puede entregar, _no se ha podido, _no se pudo, _no pudo ser, _no ha podido, _no fue entregado, _desconocid, _não pôde ser, _não foi possível, _não foi entregue, _não entregue, _nao foi possivel, _falhou, _non è stato possibile, _impossibile, _non è stato recapitato, _non può essere, _sconosciut, _kon niet, _niet worden bezorgd, _niet afgeleverd, _niet bezorgd, _onbekend,
    _kunde inte, _kunne ikke, _nie można dostarczyć, _nie został, _nie mogła, _не удалось, _не доставлен, _не может быть, _не было доставлено, _не было принято, _не найден, _не существует, _невозможно, _отклонен, 配信できません, 配信できなかった, 届けることができません, 届きませんでした, 送信できません, 送信できなかった, 配送できません, 配達できません, 失敗, 宛先不明, 存在しません, 无法投递, 无法送达, 无法发送, 未能送达, 退回, 不存在, 失败, 无法传递, 被拒绝, 전달되지, 배달할 수, 실패"
);

phrases!(
    /// Subjects of messages that arrived.
    DELIVERED_SUBJECTS,
    "_success, _was delivered, _message delivered, _successfully delivered, _relayed_, _delivered_, _zugestellt_, _entregado_, _consegnato, _доставлено_"
);

phrases!(
    /// Texts of messages that arrived.
    DELIVERED_TEXTS,
    "_successfully delivered, _was successfully, _been delivered to the following, _has been successfully, _successfully relayed, _delivery to the following recipient * successful, _delivered to the recipients mailbox, _erfolgreich zugestellt, _entregado correctamente, _remis avec succès"
);

phrases!(
    /// Subjects of automatic answers.
    AUTO_REPLY_SUBJECTS,
    "_out of office, _out of the office, _outofoffice, _ooo_, _automatic reply, _automatic response, _automatic answer, _auto reply, _autoreply, _auto response, _autoresponse, _auto responder, _autoresponder, _auto answer, _automated reply, _automated response, _automated answer, _automatically generated reply, _away from my mail, _away from office, _vacation, _on holiday, _on leave, _i am away, _im away, _auto_, _auto re_, _out of town, _maternity leave, _parental leave,
    _automatische antwort, _abwesenheit, _abwesend, _nicht im büro, _außer haus, _urlaub, _autom antwort, _réponse automatique, _absence_, _absent_, _absence du bureau, _message automatique, _hors du bureau, _respuesta automática, _respuesta automatica, _fuera de la oficina, _fuera de oficina, _ausencia, _resposta automática, _resposta automatica, _ausência, _fora do escritório, _ausente, _risposta automatica, _fuori sede, _fuori ufficio, _assenza, _assente, _automatisch antwoord, _automatisch bericht, _afwezig, _niet aanwezig, _automatiskt svar, _autosvar, _frånvaro, _automatisk svar, _fravær, _ikke til stede, _automaattinen vastaus, _poissa, _odpowiedź automatyczna, _automatyczna odpowiedź, _nieobecność, _poza biurem, _automatická odpověď, _automatická odpoveď, _automatikus válasz, _răspuns automat, _otomatik yanıt, _ofis dışı, _автоответ, _автоматический ответ, _автоматична відповідь, _вне офиса, _отсутстви, _αυτόματη απάντηση, 自動応答, 自動返信, 自动回复, 自动答复, 自動回覆, 休暇, 不在通知, 자동 회신, 부재중, 자동응답,
    _please confirm your message, _verification required, _confirm your email * deliver, _your message is waiting * approval, _challenge response, _sender verification, _has been received_, _ticket received, _we received your, _thank you for contacting, _read receipt, _lu_, _gelesen_, _read_"
);
