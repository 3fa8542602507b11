//! What mail systems say, in the normal form of [`super::rules::normalize`]: lower case, no punctuation, `*` for anything.
//!
//! Phrases are separated by commas; `_` is the edge of a word.
//! Order counts: the first rule that has a phrase of the text decides.

use super::BounceClass;
use BounceClass::{
    Authentication, BadDomain, Block, Connection, Expired, Greylist, InactiveMailbox, InvalidRecipient, Policy,
    Protocol, Quota, RateLimit, RelayAuthentication, Routing, TooLarge, TooManyRecipients, Unknown,
};

type Rule = (BounceClass, &'static str);

const GREYLIST: Rule = (
    Greylist,
    "
    greylist, graylist, _grey list, _gray list, postgrey, _first time sender, deferred for * seconds,
    try again in * second, try again in * minute, try again after * second, try again after * minute,
    retry in * second, retry in * minute, retry after * second, retry after * minute, _come back later,
    _not yet authorized to deliver mail from",
);

const AUTHENTICATION: Rule = (
    Authentication,
    "
    _spf_, _dkim_, _dmarc_, _arc_, _sender policy framework, _senderid_, _sender id_, _mailfrom domain is not,
    _unauthenticated email, _unauthenticated sender, _mismatches client ip, _ip name lookup failed,
    _authentication information, _unauthenticated mail, _authentication checks, _email authentication, _not authenticated,
    _fails to pass authentication, _sender authentication, _adsp_, _not permitted to send mail from,
    _not allowed to send mail from, _is not a permitted sender, _not designate * as permitted sender, _spoof,
    _forged sender, _missing ptr, _reverse dns, _ptr record, _no ptr, _rdns_, _reverse hostname,
    _client host rejected cannot find your * hostname, _does not have a reverse",
);

const BLOCK: Rule = (
    Block,
    "
    spamhaus, spamcop, barracudacentral, _sorbs, uceprotect, surbl, uribl, dnsbl, _rbl, njabl, cbl abuseat,
    senderscore, abusix, invaluement, mailspike, psbl, senderbase, spfbl, 0spam, blacklist, black list, blocklist,
    block list, denylist, blocked by our, _banned sending ip, _block listed, _listed at_, _listed in_, _listed by_,
    _listed on_, _ip * blocked, _ip * rejected, _ip * refused, _host * blocked, _blocked ip, _blocked using,
    _poor reputation, _bad reputation, _low reputation, _reputation_, _your ip, _smtp server of your isp, _sender ip, _sending ip,
    _from your network, _client host blocked, _client host * blocked, _client host rejected, _s3140_, _s3150_, _s3114_,
    _ts03_, _access denied your ip, _network blocked, _unsolicited * ip, _mail from * ip address * refused,
    _ip address * listed, _ip adresse * gesperrt, _adresse ip * bloqu, _sender blocked, _sender is blocked,
    _bloqueado por_",
);

const RATE: Rule = (
    RateLimit,
    "
    _rate limit, ratelimit, _rate that_, _rate exceeded, _sending rate, _rate of_, _too fast, _too many connections,
    _too many concurrent, _too many sessions, _too many messages, _too many mails, _too many emails, _too many errors,
    _too much mail, _too many invalid, _too many bad, _too many unknown, _too many requests, _frequency limit,
    _frequency limited, _exceeded * rate, _exceeds * rate, _throttl, _unusual rate, _message rate,
    _connection rate, _connection limit, _connections from your, _hourly limit, _daily limit, _daily sending,
    _quota for this hour, _max connections, _maximum connections,
    _exceeded the maximum number of connections, _quota exceeded for * ip, _temporarily deferred, _temporarily rate,
    _ts01_, _ts02_, _4 7 28_, _system busy, _server busy, _try later too, _slow down, _mail volume, _excessive volume,
    _excessive number of, _max emails per hour, _receiving mail too quickly, _receiving mail at a rate,
    _load is too high, _concurrency limit, _troppi_, _excessive connections",
);

const QUOTA: Rule = (
    Quota,
    "
    _mailbox full, _mailbox is full, mailboxfull, _mailbox has exceeded, _mailbox exceed, _mail box full, _over quota,
    overquota, _quota exceeded, _quota exceed, _exceeded * quota, _exceeds * quota, _exceed * quota, _out of storage,
    _storage quota, _mailbox quota, _disk quota, _quota full, _quota violation, _quota is full, _exceeded storage,
    _exceeded its storage, _exceeded his storage, _storage allocation, _inbox is full, _inbox full, _folder is full,
    _insufficient disk, _insufficient space, _insufficient storage, _insufficient system storage, _not enough storage,
    _not enough space, _no space left, _out of disk, _out of space, _over disk, _over the maximum allowed,
    _account is full, _mailbox size, _mail quota, _user is over, _user has too much mail, _recipient storage,
    _maildir over, _over its quota, _over the quota, _above quota, _box is full, _mailfolder is full,
    _too much mail data, _delivery would exceed, _would be over quota, _would exceed mailbox, _mailbox limit,
    _mail size limit * mailbox, _max message size * mailbox, _quota_, _limite de almacenamiento, _boîte * pleine,
    _boite * pleine, _postfach * voll, _postfach ist voll, _buzón lleno, _buzon lleno, _casella piena,
    _casella * piena, _caixa * cheia, _mailbox vol_, _mailbox is vol, ящик переполнен, переполнен, メールボックス*いっぱい, 容量,
    邮箱已满, 邮箱空间, 郵箱已滿",
);

const SIZE: Rule = (
    TooLarge,
    "
    _message too big, _message too large, _message size, _message is too large, _message is too big, _too large,
    _too big, _maximum message size, _maximum size, _size limit, _exceeds size, _exceeds maximum, _exceeds the maximum,
    _exceeds * size, _exceeded * size, _larger than, _message length exceeds, _message file too big, _fixed maximum,
    _exceeds administrative limit, _zu groß, _zu gross, _trop volumineux, _demasiado grande, _muito grande,
    _troppo grande, _te groot, слишком большо, サイズ*超え, 大きすぎ, 邮件太大, 超过*大小",
);

const RECIPIENTS: Rule = (
    TooManyRecipients,
    "
    _too many recipients, _too many rcpt, _recipients limit, _recipient limit, _max recipients, _number of recipients",
);

/// About the sender's address: no such domain or mailbox there says nothing of the recipient.
const SENDER: Rule = (
    Policy,
    "
    _sender address rejected, _domain of sender, _sender domain, _senders domain, _sender verify fail, _sender verification,
    _envelope sender, _after mail from_, _in reply to mail from, _reply to mail from, _name was rejected, _sender was rejected,
    _invalid sender, _unknown sender, _bad sender, _sender unknown, _sender is not, _sender denied, _from address",
);

const INACTIVE: Rule = (
    InactiveMailbox,
    "
    _disabled, _inactive, _deactivated, _not active, _isnt active, _suspended, _mailbox * blocked_, _is locked,
    _account locked, _account has been locked, _account is blocked, _account blocked, _dormant, _abandoned,
    _not activated, _mailbox currently unavailable, _account expired, _account has expired, _mailbox frozen, _is frozen,
    _account is frozen, _no longer active, _no longer in use, _has been closed, _account closed, _account is closed,
    _been discontinued, _is discontinued, _terminated, _account * unavailable, _mailbox not accepting,
    _is not accepting any mail, _isnt taking, _does not accept mail anymore, _deaktiviert, _desactivad, _désactiv,
    _desativad, _disattivat, _disabilitat, _gedeactiveerd, _niet actief, заблокирован, отключен, неактив, 停用, 禁用, 無効",
);

const DOMAIN: Rule = (
    BadDomain,
    "
    nxdomain, _no smtp service, _domain not found, _host not found, _host * not found_, _destination computer was not found, _domain does not exist, _domain doesnt exist, _no such domain,
    _unknown domain, _unknown host, _host unknown, _host or domain name not found, _name or service not known,
    _name service error, _domain name not found, _domain unknown, _domain is not valid, _invalid domain, _bad domain,
    _null mx, nullmx, _does not accept mail_, _does not accept email_, _does not receive mail, _no mx record,
    _no valid mx, _couldnt find any host, _could not find any host, _couldnt find a mail exchanger, _no mail exchanger,
    _all relevant mx records point to non existent, _unrouteable mail domain, _unroutable mail domain,
    _unrouteable domain, _unrouteable address, _unroutable address, _domain * couldnt be found, _domain wasnt found,
    _domain was not found, _domain * not be found, _domain * could not be found, _domain * does not exist,
    _isnt in dns, _no dns entry, _dns records * not exist, _no a record, _bad destination host,
    _host name lookup failure, _domain is parked, _domain * expired, _domain * not hosted here, _domain nicht gefunden,
    _dominio no existe, _domaine * inexistant, _dominio * inesistente, домен не найден, 域名*不存在",
);

const RECIPIENT: Rule = (
    InvalidRecipient,
    "
    _user unknown, _unknown user, _unknown recipient, _recipient unknown, _unknown address, _address unknown,
    _unknown local part, _unknown local, _unknown account, _unknown mailbox, _mailbox unknown, _no such user,
    nosuchuser, _no such recipient, _no such mailbox, _no such account, _no such address, _no such person,
    _no such local, _no such virtual, _no such name, _no such email, _no such customer, _no this user, _no mailbox_,
    _no account_, _no user_, _no local mailbox, _not a valid mailbox, _not a valid user, _not a valid recipient,
    _not a valid address, _not a valid email, _not a known user, _not a user, _invalid recipient, _invalid final delivery userid, _invalid address,
    _invalid mailbox, _invalid user, _invalid account, _invalid email, _recipient invalid,
    _recipient address is invalid, _user doesnt exist, _user does not exist, _user not exist, _user not found,
    _user isnt found, _user * not found, _user * does not exist, _user * doesnt exist, _user * is unknown,
    _user * unknown, _user invalid, _account doesnt exist, _account does not exist, _account * does not exist,
    _account that you tried to reach does not exist, _account not found, _mailbox not found, _mailbox doesnt exist,
    _mailbox does not exist, _mailbox * does not exist, _mailbox * doesnt exist, _mailbox not exist,
    _mailbox not available, _mailbox is unavailable, _mailbox unavailable, _mailbox * not found,
    _mailbox isnt available, _mailbox does not, _mailbox invalid, _recipient not found, recipientnotfound,
    _recipient * not found, _recipient doesnt exist, _recipient does not exist, _recipient not exist,
    _recipient * does not exist, _recipient no longer, _recipient unrecognized,     _recipient is not, 
        _is not a valid, _not recognized, _not our customer, _isnt our customer,
    _address not found, _address * not found, _address couldnt be found, _address wasnt found, _wasnt found at,
    _couldnt be found, _address does not exist, _address doesnt exist, _address * does not exist,
    _address * doesnt exist, _address error, _bad address, _bad destination, _address is unknown,
    _address no longer, _no longer valid, _no longer available, _no longer employed, _no longer works, _not listed in,
    _isnt listed in, _not listed in domino directory, _not in directory, _does not have an account,
    _doesnt have an account, _does not have a * account, _doesnt have a * account, _dont have * account,
    _has no account, _couldnt be delivered * address couldnt, _does not exist_, _doesnt exist_, _dosnt exist,
    _delivery failed * user, _destination user not known, _is not known, _not exist here, _name is not recognized,
    _not known here, _nonexistent, _non existent, _undeliverable address, _local user,
    _there is no one at this address, _destination addresses were unknown, badrcptto,     _sender verify failed for recipient, _no one by that name, _this address is not, _this user doesnt, _mailnesia,
    _local delivery impossible, _unbekannt, _nicht gefunden, _existiert nicht, _inconnu, _nexiste pas, _desconocid,
    _no existe, _no encontrad, _desconhecid, _não existe, _nao existe, _não encontrad, _sconosciut, _inesistente,
    _non esiste, _onbekend, _bestaat niet, _nieznan, _nie istnieje, не найден, не существует, неизвестн, нет такого,
    недействительн, 存在しません, 存在しない, 見つかりません, 宛先不明, 不存在, 收件人*错误, 用户不存在, 找不到, 존재하지",
);

const POLICY: Rule = (
    Policy,
    "
    _spam, phish, _virus, _malware, _content, _policy, _policies, _prohibited, _attachment, _url_, _unsolicited,
    _bulk mail, _junk, _suspicious, _infected, _administrative prohibition, _administratively, _message rejected,
    _message refused, _message blocked, _message was rejected, _message content, _not accepted for policy,
    _rejected by user, _restricted, _not allowed to send, _permission, _not authorized, _unauthorized, _access denied,
    _sender denied, _sender rejected, _sender address rejected, _sender not, _rejected sender,
    _authentication required to send to, _transport rule, _tls is required, _tls required, _must issue a starttls,
    _rejeté, _abgelehnt, _rechazad, _rejeitad, _rifiutat, _geweigerd, отклонен, 拒否, 拒收, 垃圾邮件",
);

const RELAY: Rule = (
    RelayAuthentication,
    "
    _relay access denied, _relaying denied, _relay denied, _relaying not, _relay not, _unable to relay, _cannot relay,
    _not relay, _relay prohibited, _relaying prohibited, _relay operation rejected, _relaying is denied, _to relay,
    _authentication required, _authentication failed, _authentication credentials, _must authenticate, _smtp auth,
    _not a gateway, _no relaying, _isnt in my list of allowed rcpthosts, _isnt in allowed rcpthosts,
    _isnt in my control locals, _we do not relay, _open relay",
);

const CONNECTION: Rule = (
    Connection,
    "
    _connection refused, _not accepting connections, _connection timed out, _connection timeout, _timed out, _timeout, _connection reset,
    _connection died, _connection lost, _lost connection, _connection dropped, _connection closed,
    _connection was dropped, _connection failed, _network is unreachable, _network unreachable, _no route to host,
    _host unreachable, _couldnt connect, _could not connect, _unable to connect, _failed to connect, _cannot connect,
    _wasnt able to establish, _unable to establish, _no answer from host, _not responding, _did not respond,
    _isnt responding, _tls handshake, _handshake fail, _cannot start tls, _starttls fail, _certificate_, _ssl_,
    _broken pipe, _service unavailable, _service not available, _service temporarily unavailable,
    _temporarily unavailable, _temporary failure, _temporary local problem, _local error in processing,
    _unexpected eof, _operation timed, _connect to_, _closing transmission, _closing connection, _server error,
    _internal error, _temporary system problem, _insufficient system resources, _disk write error,
    _resources temporarily",
);

const ROUTING: Rule = (
    Routing,
    "
    _loops back, _mail loop, _loop detected, _routing loop, _looping, _too many hops, _hop count, _hops exceeded,
    _hop limit, _maximum hop, _loop, _too many received, _servfail, _dns fail, _dns error, _dns lookup, _dns query,
    _name server, _nameserver, _mx lookup, _mx record, _name resolution, _lookup failure, _could not resolve,
    _cannot resolve, _couldnt resolve, _resolve host, _unrouteable, _unroutable, _cannot route, _config error mail,
    _mail for * loops, _points back, _local configuration error, _dns_",
);

const EXPIRED: Rule = (
    Expired,
    "
    _delivery time expired, _message expired, _message timed out, _message timeout, _queue too long,
    _in the queue too long, _in queue too long, _been in the queue, _retry timeout exceeded, _retry time not reached,
    _retry limit, _giving up, _failing for a long time, _failed * attempts, _expired, _could not be delivered for * days, _could not be delivered within,
    _undeliverable for, _too old, _unable to deliver * days, _delivery attempts, _after * days, _for more than * days,
    _max retry, _queue lifetime, _maximum retries, _retries exceeded",
);

const PROTOCOL: Rule = (
    Protocol,
    "
    _command unrecognized, _command not recognized, _unrecognized command, _unknown command, _syntax error,
    _bad sequence, _command not implemented, _not implemented, _protocol error, _invalid command, _improper use,
    _helo_, _ehlo_, _bare lf, _bare newline, _line too long, _8bit, _smtputf8, _command rejected, _need mail_,
    _must say_",
);

/// For codes that nearly always mean what they say: only words that leave no doubt, and never those of the class itself.
pub(super) const EXPLICIT: &[Rule] = &[
    GREYLIST,
    (
        RateLimit,
        "
    _rate limit, ratelimit, _too many connections, _frequency limit, _throttl, _receiving mail too quickly,
    _receiving mail at a rate, _too many messages",
    ),
    (
        Block,
        "
    spamhaus, spamcop, barracudacentral, dnsbl, blacklist, blocklist, _poor reputation, _low reputation, _your ip_",
    ),
    (Authentication, "_spf_, _dkim_, _dmarc_"),
    (Quota, "_mailbox full, _mailbox is full, _over quota, overquota, _quota exceeded, _out of storage"),
    (RelayAuthentication, "_relay access denied, _relaying denied, _unable to relay"),
];

/// For codes that say little.
pub(super) const PHRASES: &[Rule] = &[
    GREYLIST,
    // cPanel's text names every reason there is.
    (Unknown, "_may not exist they may be blacklisted"),
    RECIPIENTS,
    (
        InvalidRecipient,
        "
    nosuchuser, _user unknown, _no such user, _unknown user, _not listed in, _recipient address rejected access denied,
    recipientnotfound, _recipient not found, _rejected by recipient address verification",
    ),
    (
        InactiveMailbox,
        "
    _mailbox disabled, _mailbox is disabled, _account disabled, _account is disabled, _account has been disabled,
    _account that you tried to reach is disabled, _mailbox is inactive, _account inactive, _account is inactive,
    _mailbox inactive, _recipient suspended",
    ),
    AUTHENTICATION,
    (
        Quota,
        "_mailbox full, _mailbox is full, _mailbox exceeded, _mailbox has exceeded, _over quota, overquota, _mailbox quota, _out of storage, メールボックス*一杯",
    ),
    (
        RateLimit,
        "
    _rate limit, ratelimit, _too many connections, _frequency limit, _throttl, _receiving mail too quickly,
    _receiving mail at a rate",
    ),
    RELAY,
    BLOCK,
    RATE,
    QUOTA,
    SIZE,
    (RateLimit, "_limit exceeded, _exceeded the * limit"),
    SENDER,
    DOMAIN,
    INACTIVE,
    (Policy, "_spam, phish, _virus, _malware, _content rejected, _filtered_, _policy"),
    (Routing, "_too many hops, _loops back, _mail loop, _loop detected, _hop count"),
    (
        Protocol,
        "
    _syntax error, _command unrecognized, _unrecognized command, _unknown command, _command not recognized,
    _bad sequence, _not implemented",
    ),
    RECIPIENT,
    // Behind those above: a queue runs out because of something, which a last reply may have said.
    EXPIRED,
    CONNECTION,
    ROUTING,
    POLICY,
    PROTOCOL,
    (Policy, "_rejected_, _refused_, _denied_, _not accepted_"),
];

/// What is said in front of any reason, and says that the recipient is unknown only when there is no reason and no enhanced code.
pub(super) const WEAK: &[Rule] = &[(
    InvalidRecipient,
    "
    _recipient rejected, _recipient address rejected, _rejected recipient, _rcpt * rejected, _recipient refused, _recipient address refused,
    _address rejected, _bad recipient, _recipient not ok, _verify recipient, _user reject",
)];
