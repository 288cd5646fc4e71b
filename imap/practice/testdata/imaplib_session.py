# A session of Python's imaplib with the practice server's demo mail, which calls
# every method that makes a command. Run by TestImaplib:
#
#     python3 imaplib_session.py HOST PORT TLSPORT CAFILE
#
# It fails at the first answer that is not what it should be.

import base64
import hashlib
import hmac
import imaplib
import inspect
import ssl
import sys

HOST, PORT, TLS_PORT = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
TRUST = ssl.create_default_context(cafile=sys.argv[4])

called = set()


class Recorder:
    """A connection that notes which methods were called."""

    def __init__(self, connection):
        self.__dict__["connection"] = connection

    def __getattr__(self, name):
        if callable(getattr(type(self.connection), name, None)):
            called.add(name)
        return getattr(self.connection, name)


def connect():
    return Recorder(imaplib.IMAP4(HOST, PORT, timeout=60))


def ok(answer, *want):
    """The data of an answer that must be OK; each of want must be in it."""
    typ, data = answer
    assert typ == "OK", answer
    for w in want:
        assert w in str(data), f"no {w!r} in {data!r}"
    return data


def no(answer, *want):
    typ, data = answer
    assert typ == "NO", answer
    for w in want:
        assert w in str(data), f"no {w!r} in {data!r}"


def bad(call, *args):
    try:
        answer = call(*args)
    except imaplib.IMAP4.error as e:
        assert "BAD" in str(e), e
        return
    raise AssertionError(f"{args}: {answer}")


def every_way_to_log_in():
    with connect().connection as M:
        assert M.welcome.startswith(b"* OK [CAPABILITY IMAP4rev1"), M.welcome
        ok(M.login("alice", "alicepw"))
    M = connect()
    try:
        M.login("alice", "wrong")
        raise AssertionError("a wrong password is good enough")
    except imaplib.IMAP4.error as e:
        assert "AUTHENTICATIONFAILED" in str(e), e
    ok(M.login_cram_md5("alice", "alicepw"))
    M.logout()
    M = connect()
    ok(M.authenticate("PLAIN", lambda _: b"\0bob\0bobpw"))
    M.logout()
    M = connect()
    words = iter([b"bob", b"bobpw"])
    ok(M.authenticate("LOGIN", lambda _: next(words)))
    M.logout()
    M = connect()
    ok(M.authenticate("XOAUTH2", lambda _: b"user=alice\1auth=Bearer token-alice\1\1"))
    M.logout()
    M = connect()
    nonce = "rOprNGfwEbeRWgbNEkqO"
    ok(M.authenticate("SCRAM-SHA-256", Scram("alice", "alicepw", nonce)))
    M.logout()
    M = connect()
    ok(M.starttls(TRUST))
    ok(M.login("alice", "alicepw"))
    M.logout()
    M = Recorder(imaplib.IMAP4_SSL("localhost", TLS_PORT, ssl_context=TRUST, timeout=60))
    ok(M.login("alice", "alicepw"))
    M.logout()
    M = connect()
    ok(M.login("admin", "adminpw"))
    ok(M.proxyauth("bob"))
    ok(M.status("INBOX", "(MESSAGES)"), "MESSAGES 3")
    M.logout()


class Scram:
    """RFC 5802, the client's side."""

    def __init__(self, user, password, nonce):
        self.first, self.password, self.nonce = f"n={user},r={nonce}", password, nonce
        self.steps = iter([self.begin, self.prove, self.check])

    def __call__(self, challenge):
        return next(self.steps)(challenge.decode())

    def begin(self, _):
        return b"n,," + self.first.encode()

    def prove(self, challenge):
        part = dict(p.split("=", 1) for p in challenge.split(","))
        assert part["r"].startswith(self.nonce), challenge
        salted = hashlib.pbkdf2_hmac("sha256", self.password.encode(), base64.b64decode(part["s"]), int(part["i"]))
        last = "c=biws,r=" + part["r"]
        self.message = ",".join([self.first, challenge, last]).encode()
        key = hmac.digest(salted, b"Client Key", "sha256")
        signature = hmac.digest(hashlib.sha256(key).digest(), self.message, "sha256")
        proof = bytes(a ^ b for a, b in zip(key, signature))
        self.server = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), self.message, "sha256")
        return (last + ",p=" + base64.b64encode(proof).decode()).encode()

    def check(self, challenge):
        assert challenge == "v=" + base64.b64encode(self.server).decode(), challenge
        return b""


def mailboxes(M):
    ok(M.list(), 'Sent', '"Sent Items"', "&ZeVnLIqe-/&Ykt9GQ-", "R&-D")
    ok(M.list("Lists/", "%"), "imap-learners")
    ok(M.lsub(), "INBOX")
    ok(M.namespace(), "Other Users/", "Shared/")
    ok(M.status("INBOX", "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN RECENT)"), "MESSAGES")
    ok(M.create("Python"))
    no(M.create("Python"), "ALREADYEXISTS")
    ok(M.create('"Python/two words"'))
    ok(M.subscribe("Python"))
    ok(M.lsub('""', "P*"), "Python")
    ok(M.unsubscribe("Python"))
    assert ok(M.lsub('""', "Py*")) == [None]
    ok(M.rename("Python", "Snake"))
    ok(M.list('""', "Snake*"), '"Snake/two words"')
    ok(M.delete('"Snake/two words"'))
    no(M.delete("Python"), "NONEXISTENT")
    no(M.select("Python"))


def messages(M):
    text = b"From: alice@example.org\r\nSubject: python\r\n\r\nHello\r\n"
    for i, flags in enumerate(["", r"(\Seen)", r"(\Flagged work)"]):
        ok(M.append("Snake", flags, f'" {i + 1}-Feb-2026 10:00:00 +0100"', text.replace(b"python", b"python %d" % i)), "APPENDUID")
    no(M.append("Nowhere", "", None, text), "TRYCREATE")
    assert ok(M.select("Snake")) == [b"3"]
    assert M.response("UIDVALIDITY")[1][0].isdigit()
    assert M.response("READ-WRITE")[1] == [b""]
    assert ok(M.fetch("1:*", "(UID FLAGS)")) == [
        rb"1 (UID 1 FLAGS (\Recent))", rb"2 (UID 2 FLAGS (\Seen \Recent))", rb"3 (UID 3 FLAGS (\Flagged \Recent work))"]
    ok(M.fetch("3", "(INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)"), " 3-Feb-2026 10:00:00 +0100", "python 2")
    data = ok(M.fetch("1", "(BODY.PEEK[])"))
    assert data[0][1] == text.replace(b"python", b"python 0"), data
    data = ok(M.fetch("1", "(BODY[TEXT]<1.3>)"))
    assert data[0][1] == b"ell", data
    data = ok(M.partial("1", "RFC822", "1", "5"))
    assert data[0][1] == b"From:", data
    ok(M.fetch("1", "FLAGS"), r"\\Seen")
    bad(M.fetch, "9", "FLAGS")
    bad(M.fetch, "1", "NONSENSE")
    assert ok(M.search(None, "FLAGGED")) == [b"3"]
    assert ok(M.search(None, "SUBJECT", '"python 1"')) == [b"2"]
    M.connection.literal = "Hello".encode()
    assert ok(M.search("UTF-8", "BODY")) == [b"1 2 3"]
    no(M.search("NONSENSE", "ALL"), "BADCHARSET")
    assert ok(M.sort("(REVERSE ARRIVAL)", "UTF-8", "ALL")) == [b"3 2 1"]
    assert ok(M.thread("REFERENCES", "UTF-8", "ALL")) == [b"(1)(2)(3)"]
    ok(M.store("1:2", "+FLAGS", r"(\Answered)"), r"\\Answered")
    assert ok(M.store("3", "-FLAGS.SILENT", "(work)")) == [None]
    ok(M.copy("1:2", "Trash"), "COPYUID")
    no(M.copy("1", "Nowhere"), "TRYCREATE")
    assert ok(M.uid("SEARCH", "ANSWERED")) == [b"1 2"]
    assert ok(M.uid("SORT", "(REVERSE SUBJECT)", "UTF-8", "ALL")) == [b"3 2 1"]
    ok(M.uid("FETCH", "2", "(FLAGS)"), "UID 2")
    ok(M.uid("MOVE", "2", "Trash"))
    assert M.response("EXPUNGE") == ("EXPUNGE", [b"2"])
    ok(M.uid("STORE", "1", "+FLAGS.SILENT", r"(\Deleted)"))
    assert ok(M.expunge()) == [b"1"]
    ok(M.recent())
    ok(M.check())
    ok(M.noop())
    ok(M.xatom("ID", "NIL"))
    ok(M.unselect())
    ok(M.enable("CONDSTORE"))
    ok(M.select("Snake", readonly=True))
    no(M.connection._simple_command("STORE", "1", "FLAGS", "()"))
    ok(M.close())


def rights(M):
    ok(M.myrights("Snake"), "lrwstipekxacd")
    ok(M.setacl("Snake", "bob", "lrs"))
    ok(M.getacl("Snake"), "bob lrs")
    ok(M.deleteacl("Snake", "bob"))
    assert "bob" not in str(ok(M.getacl("Snake")))
    ok(M.getquotaroot("Archive/Attic"), "STORAGE", "MESSAGE")
    ok(M.getquota("Archive/Attic"), "STORAGE")
    no(M.setquota("Archive/Attic", "(STORAGE 512)"), "NOPERM")
    no(M.append("Archive/Attic", "", None, b"\r\n" + 5000 * b"x"), "OVERQUOTA")
    ok(M.setannotation("Snake", "/comment", '("value.priv" "a note")'))
    ok(M.getannotation("Snake", "/comment", "value.priv"), "a note")
    ok(M.xatom("GETMETADATA", "Snake", "/private/comment"))
    assert M.response("METADATA")[1], "no METADATA"


every_way_to_log_in()
M = connect()
ok(M.capability(), "IMAP4rev1", "AUTH=PLAIN")
ok(M.login("alice", "alicepw"))
mailboxes(M)
messages(M)
rights(M)
assert M.logout()[0] == "BYE"

commands = {name for name, _ in inspect.getmembers(imaplib.IMAP4, inspect.isfunction) if not name.startswith("_")}
commands -= {"open", "read", "readline", "send", "shutdown", "socket", "print_log"}  # these make no command
commands -= {"idle"}  # Python 3.14
assert called >= commands, f"never called: {sorted(commands - called)}"
