"""One SMTP connection kept over many messages; every failure is classed by what the server can have done.

Before the final dot nothing is delivered (RFC 5321 §4.1.1.4): NotSent, or Refused when the server said no.
After it, without an answer, nobody knows: Unknown.
"""

import contextlib
import smtplib
import socket
import ssl
import time

from kaye.channels.email.config import SmtpConfig
from kaye.rules.ports.channel import NotSent, Refused, Unknown

_NO_ANSWER = "Le serveur d’envoi ne répond pas ; le message repartira plus tard."
_LOST_ANSWER = "Le message est parti, la réponse du serveur s’est perdue : à vérifier."
_SHORTEST = 0.05  # seconds: less than that is no wait at all
_GO_ON = 354
_CLOSING = 421  # "service not available, closing": the server speaks of itself, not of this message

Reply = tuple[int, bytes]


class SmtpSession:
    """Hands over ready bytes. Connects at the first message, again after a broken connection."""

    def __init__(self, config: SmtpConfig) -> None:
        self._config = config
        self._smtp: smtplib.SMTP | None = None
        self._deadline = 0.0

    def hand_over(self, sender: str, recipient: str, message: bytes) -> str:
        """MAIL, RCPT, DATA and the final dot for one recipient; returns the words of the server's 250.

        `message` has CRLF lines and ends with one. Raises NotSent, Refused or Unknown. The final dot
        never leaves later than `timeout` after the call: a worker that was paused gives up instead.
        """
        self._deadline = time.monotonic() + self._config.timeout
        try:
            self._envelope(sender, recipient)
            self._send_body(message)
            return self._final_answer()
        except (NotSent, Unknown):
            self._drop()
            raise
        except Refused:
            self._reset()
            raise
        except BaseException:
            # A signal in mid-message: what is left on the wire must not reach the next one.
            self._drop()
            raise

    def close(self) -> None:
        """Say goodbye if anybody is there."""
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _envelope(self, sender: str, recipient: str) -> None:
        lines = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA")
        mail, rcpt, data = self._replies(lines)
        if not 200 <= mail[0] < 300:
            raise NotSent(f"Le serveur refuse l’expéditeur {sender} : {_said(*mail)}")
        if not 200 <= rcpt[0] < 300:
            if data[0] == _GO_ON:
                self._drop()  # it waits for a body for nobody
            raise _refusal(*rcpt, "Le serveur refuse cette adresse")
        if data[0] != _GO_ON:
            raise _refusal(*data, "Le serveur refuse le message")

    def _replies(self, lines: tuple[str, ...]) -> list[Reply]:
        """A kept connection that the server has closed is opened again, once: nothing was handed over yet."""
        if self._smtp is not None:
            with contextlib.suppress(NotSent):
                return self._exchange(lines)
            self._drop()
        self._smtp = _connect(self._config, self._remaining())
        return self._exchange(lines)

    def _exchange(self, lines: tuple[str, ...]) -> list[Reply]:
        """One reply per line, in one round trip where the server allows it (PIPELINING, RFC 2920)."""
        smtp = self._in_time()
        try:
            if smtp.has_extn("pipelining"):
                smtp.send("".join(f"{line}\r\n" for line in lines))
                replies = [smtp.getreply() for _ in lines]
            else:
                replies = _one_by_one(smtp, lines)
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(_NO_ANSWER) from error
        if any(code == _CLOSING for code, _ in replies):
            raise NotSent(_NO_ANSWER)
        return replies

    def _send_body(self, message: bytes) -> None:
        """An exception here means that the last bytes, the dot, never entered the wire."""
        stuffed = message.replace(b"\r\n.", b"\r\n..") if b"\r\n." in message else message
        try:
            self._in_time().send((b"." if stuffed.startswith(b".") else b"") + stuffed + b".\r\n")
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(_NO_ANSWER) from error

    def _final_answer(self) -> str:
        try:
            code, words = self._smtp_in(max(self._deadline - time.monotonic(), _SHORTEST)).getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Unknown(_LOST_ANSWER) from error
        if 200 <= code < 300:
            return _said(code, words)
        if 400 <= code < 600:
            raise Refused(f"Le serveur refuse le message : {_said(code, words)}", permanent=code >= 500)
        raise Unknown(_LOST_ANSWER)

    def _reset(self) -> None:
        """After a refusal the connection goes on with the next message."""
        try:
            ((code, _),) = self._exchange(("RSET",))
        except NotSent:
            code = 0
        if code != 250:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _in_time(self) -> smtplib.SMTP:
        return self._smtp_in(self._remaining())

    def _remaining(self) -> float:
        remaining = self._deadline - time.monotonic()
        if remaining < _SHORTEST:
            raise NotSent(_NO_ANSWER)
        return remaining

    def _smtp_in(self, seconds: float) -> smtplib.SMTP:
        """The connection, with each of its waits bounded."""
        if self._smtp is None or self._smtp.sock is None:
            raise NotSent(_NO_ANSWER)
        self._smtp.sock.settimeout(seconds)
        return self._smtp


def _one_by_one(smtp: smtplib.SMTP, lines: tuple[str, ...]) -> list[Reply]:
    """Nothing more is asked after a no; the lines left unsaid count as answered by it."""
    replies: list[Reply] = []
    for line in lines:
        replies.append(smtp.docmd(line))
        if replies[-1][0] >= 400:
            break
    return replies + replies[-1:] * (len(lines) - len(replies))


def _connect(config: SmtpConfig, seconds: float) -> smtplib.SMTP:
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _opened(config, seconds)
        smtp.ehlo_or_helo_if_needed()
        if config.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if config.user:
            smtp.login(config.user, config.password)
    except (OSError, smtplib.SMTPException) as error:
        if smtp is not None:
            smtp.close()
        raise NotSent(_why_no_connection(config, error)) from error
    return smtp


def _opened(config: SmtpConfig, seconds: float) -> smtplib.SMTP:
    where = (config.host, config.port, _own_name())
    smtp: smtplib.SMTP
    if config.security == "ssl":
        smtp = smtplib.SMTP_SSL(*where, timeout=seconds, context=ssl.create_default_context())
    else:
        smtp = smtplib.SMTP(*where, timeout=seconds)
    if smtp.sock is not None:
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return smtp


def _own_name() -> str:
    """For EHLO; the standard library would ask the DNS, which can take seconds where there is none."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"


def _why_no_connection(config: SmtpConfig, error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "Le serveur d’envoi refuse l’identifiant ou le mot de passe."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Le serveur {config.host} ne prouve pas son identité : connexion abandonnée."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "Le serveur d’envoi ne connaît pas cette protection ou cette identification."
    return f"Le serveur d’envoi {config.host}:{config.port} ne répond pas."


def _refusal(code: int, words: bytes, what: str) -> NotSent | Refused:
    if not 400 <= code < 600:
        return NotSent(_NO_ANSWER)
    return Refused(f"{what} : {_said(code, words)}", permanent=code >= 500)


def _said(code: int, words: bytes) -> str:
    """The server's words, on one line, short: they are shown to the owner and kept."""
    return f"{code} {' '.join(words.decode('utf-8', 'replace').split())}"[:300]
