"""What Python's imaplib answers, line by line beside the shell's commands.

usage: imaplib_scenarios.py NAME HOST PORT CAFILE MESSAGE
       imaplib_scenarios.py --list

Writes, for the scenario NAME, pairs of lines to standard output: a command as
imapsh's user types it, and what print() makes of the result of the same call of
imaplib, or the class and text of the exception. "-" stands for a call that
returns nothing, "*" for a result that is imapsh's own and cannot be compared.
Lines that start with "#" and empty lines are for the reader.

Scenarios are written for people who compare: each command stands beside its
call. What a command sends is the same bytes in both, apart from the tag and the
form (atom, quoted string, literal) of an argument.
"""

import imaplib
import ssl
import sys

SCENARIOS = {}


def scenario(function):
    SCENARIOS[function.__name__.replace('_', '-')] = function
    return function


class Recorder:
    """Calls and writes down; `M` is the connection, as imaplib's manual has it."""

    def __init__(self, host, port, ca, message):
        self.M = None
        self.host, self.port, self.ca, self.message = host, int(port), ca, message

    def note(self, text):
        print('\n# ' + text)

    def open(self):
        print('open ${host} ${port}')
        self.M = imaplib.IMAP4(self.host, self.port)
        print('*')

    def login(self, user='alice', password='alicepw'):
        self.open()
        self(f'login {user} {password}', lambda M: M.login(user, password))

    def only(self, line, call):
        """A command whose result imaplib shows in a way of its own."""
        print(line)
        call(self.M)
        print('*')

    def __call__(self, line, call):
        print(line)
        try:
            value = call(self.M)
        except imaplib.IMAP4.readonly as err:
            print('readonly: ' + text(err))
        except imaplib.IMAP4.abort as err:
            print('abort: ' + text(err))
        except imaplib.IMAP4.error as err:
            print('error: ' + text(err))
        else:
            print('-' if value is None else value)


def text(err):
    """The text of an exception; imaplib raises some with bytes."""
    what = err.args[0] if err.args else ''
    return what.decode('ascii', 'replace') if isinstance(what, bytes) else str(what)


@scenario
def login(r):
    r.note('before login: what is legal, and what is not')
    r.open()
    r('capability', lambda M: M.capability())
    r('noop', lambda M: M.noop())
    r('select INBOX', lambda M: M.select('INBOX'))
    r('fetch 1 FLAGS', lambda M: M.fetch('1', 'FLAGS'))
    r('append INBOX NIL NIL <message.eml', lambda M: M.append('INBOX', None, None, r.message))
    r.note('a NO to login is an error, and its code is kept')
    r('login alice wrong', lambda M: M.login('alice', 'wrong'))
    r('response AUTHENTICATIONFAILED', lambda M: M.response('AUTHENTICATIONFAILED'))
    r('''login carol 'se"c\\ret pw\'''', lambda M: M.login('carol', 'se"c\\ret pw'))
    r('login alice alicepw', lambda M: M.login('alice', 'alicepw'))
    r('capability', lambda M: M.capability())
    r('response CAPABILITY', lambda M: M.response('CAPABILITY'))
    r('recent', lambda M: M.recent())
    r('logout', lambda M: M.logout())
    r.note('after logout the connection is gone')
    r('noop', lambda M: M.noop())
    r('select INBOX', lambda M: M.select('INBOX'))


@scenario
def authenticate(r):
    r.note('answers typed by hand')
    r.open()
    r("authenticate PLAIN *", lambda M: M.authenticate('PLAIN', lambda challenge: None))
    r(r"authenticate PLAIN $'\0alice\0wrong'",
      lambda M: M.authenticate('PLAIN', lambda challenge: b'\0alice\0wrong'))
    r('authenticate NOSUCH x', lambda M: M.authenticate('NOSUCH', lambda challenge: b'x'))
    r(r"authenticate plain $'\0alice\0alicepw'",
      lambda M: M.authenticate('plain', lambda challenge: b'\0alice\0alicepw'))
    r('select INBOX', lambda M: M.select('INBOX'))
    r('logout', lambda M: M.logout())
    r.note('two challenges')
    r.open()
    answers = iter([b'bob', b'bobpw'])
    r('authenticate LOGIN bob bobpw', lambda M: M.authenticate('LOGIN', lambda challenge: next(answers)))
    r('logout', lambda M: M.logout())


@scenario
def login_cram_md5(r):
    r.open()
    r('login_cram_md5 alice wrong', lambda M: M.login_cram_md5('alice', 'wrong'))
    r('login_cram_md5 alice alicepw', lambda M: M.login_cram_md5('alice', 'alicepw'))
    r('login_cram_md5 alice alicepw', lambda M: M.login_cram_md5('alice', 'alicepw'))
    r('proxyauth bob', lambda M: M.proxyauth('bob'))
    r('noop', lambda M: M.noop())
    r('logout', lambda M: M.logout())


@scenario
def starttls(r):
    context = ssl.create_default_context(cafile=r.ca)
    context.check_hostname = False
    r.open()
    # A second one is an abort in imaplib, though nothing is sent and the
    # connection lives; it is not recorded.
    r('starttls', lambda M: M.starttls(context))
    r('capability', lambda M: M.capability())
    r('login alice alicepw', lambda M: M.login('alice', 'alicepw'))
    r('logout', lambda M: M.logout())


@scenario
def select(r):
    r.login()
    r('select INBOX', lambda M: M.select('INBOX'))
    r.note('what select received stays for response, once')
    r('response UIDVALIDITY', lambda M: M.response('UIDVALIDITY'))
    r('response UIDVALIDITY', lambda M: M.response('UIDVALIDITY'))
    r('response uidnext', lambda M: M.response('uidnext'))
    r('response FLAGS', lambda M: M.response('FLAGS'))
    r('response PERMANENTFLAGS', lambda M: M.response('PERMANENTFLAGS'))
    r('response EXISTS', lambda M: M.response('EXISTS'))
    r('response RECENT', lambda M: M.response('RECENT'))
    r('response READ-WRITE', lambda M: M.response('READ-WRITE'))
    r('response OK', lambda M: M.response('OK'))
    r('response NOSUCH', lambda M: M.response('NOSUCH'))
    r('recent', lambda M: M.recent())
    r.note('names')
    r('select "Sent Items"', lambda M: M.select('"Sent Items"'))
    r('select Entw&APw-rfe', lambda M: M.select('Entw&APw-rfe'))
    r('select Entwürfe', lambda M: M.select('Entw&APw-rfe'))
    r('response UIDVALIDITY', lambda M: M.response('UIDVALIDITY'))
    r('select R&D', lambda M: M.select('R&-D'))
    r('select "quo\\"ted"', lambda M: M.select('"quo\\"ted"'))
    r('select', lambda M: M.select())
    r('recent', lambda M: M.recent())
    r.note('a refused select leaves no mailbox selected')
    r('select Nowhere', lambda M: M.select('Nowhere'))
    r('fetch 1 FLAGS', lambda M: M.fetch('1', 'FLAGS'))
    r('response NONEXISTENT', lambda M: M.response('NONEXISTENT'))
    r('check', lambda M: M.check())
    r('select INBOX', lambda M: M.select('INBOX'))
    r('check', lambda M: M.check())
    r('unselect', lambda M: M.unselect())
    r('unselect', lambda M: M.unselect())
    r('select INBOX', lambda M: M.select('INBOX'))
    r('close', lambda M: M.close())
    r('close', lambda M: M.close())
    r.note('close removed the message that was marked')
    r('select INBOX', lambda M: M.select('INBOX'))
    r('logout', lambda M: M.logout())


@scenario
def readonly(r):
    r.login()
    r('select INBOX readonly', lambda M: M.select('INBOX', True))
    r('store 1 +FLAGS (\\Flagged)', lambda M: M.store('1', '+FLAGS', '(\\Flagged)'))
    r('expunge', lambda M: M.expunge())
    r('response READ-ONLY', lambda M: M.response('READ-ONLY'))
    r('response EXISTS', lambda M: M.response('EXISTS'))
    r.note('a mailbox that alice may only read')
    r('select shared/bob/Notice', lambda M: M.select('shared/bob/Notice'))
    r('response READ-ONLY', lambda M: M.response('READ-ONLY'))
    r('fetch 1 (FLAGS)', lambda M: M.fetch('1', '(FLAGS)'))
    r('store 1 +FLAGS (\\Flagged)', lambda M: M.store('1', '+FLAGS', '(\\Flagged)'))
    r('response PERMANENTFLAGS', lambda M: M.response('PERMANENTFLAGS'))
    r('select shared/bob/Notice readonly', lambda M: M.select('shared/bob/Notice', True))
    r('select shared/bob/Team', lambda M: M.select('shared/bob/Team'))
    r('select INBOX', lambda M: M.select('INBOX'))
    r('logout', lambda M: M.logout())


@scenario
def mailboxes(r):
    r.login()
    r('list', lambda M: M.list())
    r('list "" %', lambda M: M.list('""', '%'))
    r('list "Archive/" %', lambda M: M.list('"Archive/"', '%'))
    r('list "" "Sent*"', lambda M: M.list('""', '"Sent*"'))
    r('list "" ""', lambda M: M.list('""', '""'))
    r('list "" Nowhere', lambda M: M.list('""', 'Nowhere'))
    r('list shared/ *', lambda M: M.list('shared/', '*'))
    r('lsub', lambda M: M.lsub())
    r('lsub "" Nowhere*', lambda M: M.lsub('""', 'Nowhere*'))
    r('lsub "" %', lambda M: M.lsub('""', '%'))
    r('namespace', lambda M: M.namespace())
    r('create Projects', lambda M: M.create('Projects'))
    r('create Projects', lambda M: M.create('Projects'))
    r('response ALREADYEXISTS', lambda M: M.response('ALREADYEXISTS'))
    r('create Projects/2024', lambda M: M.create('Projects/2024'))
    r('create a.b', lambda M: M.create('a.b'))
    r('create "two words"', lambda M: M.create('"two words"'))
    r('create Übersicht', lambda M: M.create('&ANw-bersicht'))
    r('rename Projects Old', lambda M: M.rename('Projects', 'Old'))
    r('rename Nowhere Elsewhere', lambda M: M.rename('Nowhere', 'Elsewhere'))
    r('list "" Old*', lambda M: M.list('""', 'Old*'))
    r('subscribe Old', lambda M: M.subscribe('Old'))
    r('subscribe Nowhere', lambda M: M.subscribe('Nowhere'))
    r('lsub "" O*', lambda M: M.lsub('""', 'O*'))
    r('unsubscribe Old', lambda M: M.unsubscribe('Old'))
    r('unsubscribe Old', lambda M: M.unsubscribe('Old'))
    r('delete Old/2024', lambda M: M.delete('Old/2024'))
    r('delete Old', lambda M: M.delete('Old'))
    r('delete Old', lambda M: M.delete('Old'))
    r('delete INBOX', lambda M: M.delete('INBOX'))
    r('status INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)',
      lambda M: M.status('INBOX', '(MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)'))
    r('status "Sent Items" (MESSAGES SIZE)', lambda M: M.status('"Sent Items"', '(MESSAGES SIZE)'))
    r('status &ANw-bersicht (UIDVALIDITY)', lambda M: M.status('&ANw-bersicht', '(UIDVALIDITY)'))
    r('status INBOX MESSAGES UNSEEN', lambda M: M.status('INBOX', '(MESSAGES UNSEEN)'))
    r('status Nowhere (MESSAGES)', lambda M: M.status('Nowhere', '(MESSAGES)'))
    r('status INBOX (NOSUCH)', lambda M: M.status('INBOX', '(NOSUCH)'))
    r.note('the mailbox that is selected')
    r('select "two words"', lambda M: M.select('"two words"'))
    r('status "two words" (MESSAGES)', lambda M: M.status('"two words"', '(MESSAGES)'))
    r('response CLIENTBUG', lambda M: M.response('CLIENTBUG'))
    r('logout', lambda M: M.logout())


@scenario
def fetch(r):
    r.login()
    r('select INBOX', lambda M: M.select('INBOX'))
    r('fetch 1 FLAGS', lambda M: M.fetch('1', 'FLAGS'))
    r('fetch 1:3 (UID FLAGS)', lambda M: M.fetch('1:3', '(UID FLAGS)'))
    r('fetch 1 FLAGS UID', lambda M: M.fetch('1', '(FLAGS UID)'))
    r('fetch * (UID)', lambda M: M.fetch('*', '(UID)'))
    r('fetch 2,4 (INTERNALDATE RFC822.SIZE)', lambda M: M.fetch('2,4', '(INTERNALDATE RFC822.SIZE)'))
    r('fetch 1:* FAST', lambda M: M.fetch('1:*', 'FAST'))
    r('fetch 1:8 ENVELOPE', lambda M: M.fetch('1:8', 'ENVELOPE'))
    r('fetch 1:8 BODYSTRUCTURE', lambda M: M.fetch('1:8', 'BODYSTRUCTURE'))
    r('fetch 3 BODY', lambda M: M.fetch('3', 'BODY'))
    r.note('literals')
    r('fetch 1 (UID BODY.PEEK[TEXT])', lambda M: M.fetch('1', '(UID BODY.PEEK[TEXT])'))
    r('fetch 1 (BODY.PEEK[TEXT] UID)', lambda M: M.fetch('1', '(BODY.PEEK[TEXT] UID)'))
    r('fetch 1 BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)]',
      lambda M: M.fetch('1', 'BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)]'))
    r('fetch 1:2 (BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[TEXT])',
      lambda M: M.fetch('1:2', '(BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[TEXT])'))
    r('fetch 1 BODY.PEEK[]<0.10>', lambda M: M.fetch('1', 'BODY.PEEK[]<0.10>'))
    r('fetch 1 BODY.PEEK[]<9999.10>', lambda M: M.fetch('1', 'BODY.PEEK[]<9999.10>'))
    r('fetch 3 (BODY.PEEK[1.1] BODY.PEEK[2.MIME] BODY.PEEK[2])',
      lambda M: M.fetch('3', '(BODY.PEEK[1.1] BODY.PEEK[2.MIME] BODY.PEEK[2])'))
    r('fetch 3 (BINARY.SIZE[2] BINARY.PEEK[2])', lambda M: M.fetch('3', '(BINARY.SIZE[2] BINARY.PEEK[2])'))
    r('fetch 3 BODY.PEEK[9]', lambda M: M.fetch('3', 'BODY.PEEK[9]'))
    r('fetch 4 BODY.PEEK[2.HEADER]', lambda M: M.fetch('4', 'BODY.PEEK[2.HEADER]'))
    r('fetch 5 BODY.PEEK[TEXT]', lambda M: M.fetch('5', 'BODY.PEEK[TEXT]'))
    r('fetch 7 BODY.PEEK[TEXT]', lambda M: M.fetch('7', 'BODY.PEEK[TEXT]'))
    r('fetch 8 BODY.PEEK[]', lambda M: M.fetch('8', 'BODY.PEEK[]'))
    r('fetch 1,6 RFC822.HEADER', lambda M: M.fetch('1,6', 'RFC822.HEADER'))
    r('fetch 2 (PREVIEW)', lambda M: M.fetch('2', '(PREVIEW)'))
    r.note('reading sets \\Seen, and says so in the same answer')
    r('fetch 3 BODY[1.1]', lambda M: M.fetch('3', 'BODY[1.1]'))
    r('fetch 7 RFC822', lambda M: M.fetch('7', 'RFC822'))
    r('fetch 8 (RFC822.TEXT FLAGS)', lambda M: M.fetch('8', '(RFC822.TEXT FLAGS)'))
    r.note('refusals')
    r('fetch 99 FLAGS', lambda M: M.fetch('99', 'FLAGS'))
    r('fetch 1 NOSUCH', lambda M: M.fetch('1', 'NOSUCH'))
    r('fetch abc FLAGS', lambda M: M.fetch('abc', 'FLAGS'))
    r('partial 1 RFC822 1 10', lambda M: M.partial('1', 'RFC822', '1', '10'))
    r('noop', lambda M: M.noop())
    r('logout', lambda M: M.logout())


@scenario
def search(r):
    r.login()
    r('select INBOX', lambda M: M.select('INBOX'))
    r('search NIL ALL', lambda M: M.search(None, 'ALL'))
    r('search NIL UNSEEN', lambda M: M.search(None, 'UNSEEN'))
    r('search UNSEEN', lambda M: M.search(None, 'UNSEEN'))
    r('search NIL KEYWORD $Important', lambda M: M.search(None, 'KEYWORD', '$Important'))
    r('search NIL FROM bob SUBJECT hello', lambda M: M.search(None, 'FROM', 'bob', 'SUBJECT', 'hello'))
    r('search NIL (FROM bob) NOT SEEN', lambda M: M.search(None, '(FROM bob)', 'NOT', 'SEEN'))
    r('search NIL SUBJECT "eight bits"', lambda M: M.search(None, 'SUBJECT', '"eight bits"'))
    r('search NIL OR SENTON 1-Feb-2024 SENTSINCE 7-Feb-2024',
      lambda M: M.search(None, 'OR', 'SENTON', '1-Feb-2024', 'SENTSINCE', '7-Feb-2024'))
    r('search NIL HEADER Message-ID <3@example.org>',
      lambda M: M.search(None, 'HEADER', 'Message-ID', '<3@example.org>'))
    r('search NIL UID 104:110', lambda M: M.search(None, 'UID', '104:110'))
    r('search NIL SUBJECT nothing-like-it', lambda M: M.search(None, 'SUBJECT', 'nothing-like-it'))
    r('search UTF-8 SUBJECT Grüße', lambda M: M.search('UTF-8', 'SUBJECT', '"Grüße"'.encode()))
    r('search UTF-8 TEXT kůň', lambda M: M.search('UTF-8', 'TEXT', '"kůň"'.encode()))
    r('search NOSUCH TEXT x', lambda M: M.search('NOSUCH', 'TEXT', 'x'))
    r('response BADCHARSET', lambda M: M.response('BADCHARSET'))
    r('search NIL NOSUCH', lambda M: M.search(None, 'NOSUCH'))
    r('sort (DATE) UTF-8 ALL', lambda M: M.sort('(DATE)', 'UTF-8', 'ALL'))
    r('sort (REVERSE SIZE) US-ASCII UNSEEN', lambda M: M.sort('(REVERSE SIZE)', 'US-ASCII', 'UNSEEN'))
    r('sort SUBJECT UTF-8 FROM bob', lambda M: M.sort('SUBJECT', 'UTF-8', 'FROM', 'bob'))
    r('sort (DATE) UTF-8 SUBJECT nothing-like-it',
      lambda M: M.sort('(DATE)', 'UTF-8', 'SUBJECT', 'nothing-like-it'))
    r('sort (NOSUCH) UTF-8 ALL', lambda M: M.sort('(NOSUCH)', 'UTF-8', 'ALL'))
    r('thread REFERENCES UTF-8 ALL', lambda M: M.thread('REFERENCES', 'UTF-8', 'ALL'))
    r('thread ORDEREDSUBJECT UTF-8 SUBJECT hello',
      lambda M: M.thread('ORDEREDSUBJECT', 'UTF-8', 'SUBJECT', 'hello'))
    r('thread REFERENCES UTF-8 SUBJECT nothing-like-it',
      lambda M: M.thread('REFERENCES', 'UTF-8', 'SUBJECT', 'nothing-like-it'))
    r('thread NOSUCH UTF-8 ALL', lambda M: M.thread('NOSUCH', 'UTF-8', 'ALL'))
    r('logout', lambda M: M.logout())


@scenario
def store(r):
    r.login()
    r('select INBOX', lambda M: M.select('INBOX'))
    r('store 1 +FLAGS (\\Flagged)', lambda M: M.store('1', '+FLAGS', '(\\Flagged)'))
    r('store 1 +FLAGS \\Draft', lambda M: M.store('1', '+FLAGS', '\\Draft'))
    r('store 2 +FLAGS \\Seen \\Answered', lambda M: M.store('2', '+FLAGS', '(\\Seen \\Answered)'))
    r('store 1:3 FLAGS (\\Seen work)', lambda M: M.store('1:3', 'FLAGS', '(\\Seen work)'))
    r.note('a new keyword: FLAGS came unasked and stays in the store beside the first')
    r('response FLAGS', lambda M: M.response('FLAGS'))
    r('response PERMANENTFLAGS', lambda M: M.response('PERMANENTFLAGS'))
    r('store 1 -FLAGS.SILENT (work)', lambda M: M.store('1', '-FLAGS.SILENT', '(work)'))
    r('store 1 FLAGS ()', lambda M: M.store('1', 'FLAGS', '()'))
    r('store 2 +FLAGS (\\NoSuch)', lambda M: M.store('2', '+FLAGS', '(\\NoSuch)'))
    r('store 99 +FLAGS (\\Seen)', lambda M: M.store('99', '+FLAGS', '(\\Seen)'))
    r('copy 1:2 Archive', lambda M: M.copy('1:2', 'Archive'))
    r('response COPYUID', lambda M: M.response('COPYUID'))
    r('copy 1 Nowhere', lambda M: M.copy('1', 'Nowhere'))
    r('response TRYCREATE', lambda M: M.response('TRYCREATE'))
    r.note('a copy into the selected mailbox: EXISTS joins that of select')
    r('copy 2 INBOX', lambda M: M.copy('2', 'INBOX'))
    r('noop', lambda M: M.noop())
    r('response EXISTS', lambda M: M.response('EXISTS'))
    r('recent', lambda M: M.recent())
    r('store 2:3 +FLAGS.SILENT (\\Deleted)', lambda M: M.store('2:3', '+FLAGS.SILENT', '(\\Deleted)'))
    r('expunge', lambda M: M.expunge())
    r('expunge', lambda M: M.expunge())
    r('response EXPUNGE', lambda M: M.response('EXPUNGE'))
    r('logout', lambda M: M.logout())


@scenario
def uid(r):
    r.login()
    r('select INBOX', lambda M: M.select('INBOX'))
    r('uid search ALL', lambda M: M.uid('search', 'ALL'))
    r('uid SEARCH UNSEEN', lambda M: M.uid('SEARCH', 'UNSEEN'))
    r('uid SEARCH SUBJECT nothing-like-it', lambda M: M.uid('SEARCH', 'SUBJECT', 'nothing-like-it'))
    r('uid FETCH 101:104 (FLAGS)', lambda M: M.uid('FETCH', '101:104', '(FLAGS)'))
    r('uid FETCH 101 (BODY.PEEK[TEXT])', lambda M: M.uid('FETCH', '101', '(BODY.PEEK[TEXT])'))
    r('uid FETCH 103 (FLAGS)', lambda M: M.uid('FETCH', '103', '(FLAGS)'))
    r('uid STORE 101,102 +FLAGS (\\Deleted)', lambda M: M.uid('STORE', '101,102', '+FLAGS', '(\\Deleted)'))
    r('uid SORT (REVERSE DATE) UTF-8 ALL', lambda M: M.uid('SORT', '(REVERSE DATE)', 'UTF-8', 'ALL'))
    r('uid THREAD REFERENCES UTF-8 ALL', lambda M: M.uid('THREAD', 'REFERENCES', 'UTF-8', 'ALL'))
    r('uid COPY 104:105 Archive', lambda M: M.uid('COPY', '104:105', 'Archive'))
    r('response COPYUID', lambda M: M.response('COPYUID'))
    r('uid MOVE 107 Archive', lambda M: M.uid('MOVE', '107', 'Archive'))
    r('response COPYUID', lambda M: M.response('COPYUID'))
    r('response EXPUNGE', lambda M: M.response('EXPUNGE'))
    r.note('what UID EXPUNGE removed waits for the next expunge')
    r('uid EXPUNGE 101', lambda M: M.uid('EXPUNGE', '101'))
    r('expunge', lambda M: M.expunge())
    r('uid NOSUCH 1', lambda M: M.uid('NOSUCH', '1'))
    r('uid FETCH abc (FLAGS)', lambda M: M.uid('FETCH', 'abc', '(FLAGS)'))
    r('uid SEARCH ALL', lambda M: M.uid('SEARCH', 'ALL'))
    r('logout', lambda M: M.logout())


@scenario
def append(r):
    r.login()
    date = '" 5-Mar-2024 06:07:08 +0200"'
    r('append Archive NIL NIL <message.eml', lambda M: M.append('Archive', None, None, r.message))
    r('response APPENDUID', lambda M: M.response('APPENDUID'))
    r('append Archive (\\Seen $Junk) " 5-Mar-2024 06:07:08 +0200" <message.eml',
      lambda M: M.append('Archive', '(\\Seen $Junk)', date, r.message))
    r('append Archive \\Flagged NIL <message.eml', lambda M: M.append('Archive', '\\Flagged', None, r.message))
    r('append Nowhere NIL NIL <message.eml', lambda M: M.append('Nowhere', None, None, r.message))
    r('response TRYCREATE', lambda M: M.response('TRYCREATE'))
    r('append "Sent Items" NIL NIL <message.eml', lambda M: M.append('"Sent Items"', None, None, r.message))
    r('append NIL NIL NIL <message.eml', lambda M: M.append(None, None, None, r.message))
    r('append Drafts <message.eml', lambda M: M.append('Drafts', None, None, r.message))
    r('select Archive', lambda M: M.select('Archive'))
    r('fetch 1:3 (UID FLAGS RFC822.SIZE)', lambda M: M.fetch('1:3', '(UID FLAGS RFC822.SIZE)'))
    r('fetch 2 (INTERNALDATE BODY.PEEK[])', lambda M: M.fetch('2', '(INTERNALDATE BODY.PEEK[])'))
    r.note('into the selected mailbox')
    r('append Archive NIL NIL <message.eml', lambda M: M.append('Archive', None, None, r.message))
    r('response EXISTS', lambda M: M.response('EXISTS'))
    r('recent', lambda M: M.recent())
    r('logout', lambda M: M.logout())


@scenario
def acl(r):
    r.login()
    r('myrights INBOX', lambda M: M.myrights('INBOX'))
    r('getacl INBOX', lambda M: M.getacl('INBOX'))
    r('setacl Archive bob lr', lambda M: M.setacl('Archive', 'bob', 'lr'))
    r('getacl Archive', lambda M: M.getacl('Archive'))
    r('deleteacl Archive bob', lambda M: M.deleteacl('Archive', 'bob'))
    r('getacl Archive', lambda M: M.getacl('Archive'))
    r('setacl Archive bob $$$', lambda M: M.setacl('Archive', 'bob', '$$$'))
    r('getacl Nowhere', lambda M: M.getacl('Nowhere'))
    r('myrights Nowhere', lambda M: M.myrights('Nowhere'))
    r('myrights shared/bob/Team', lambda M: M.myrights('shared/bob/Team'))
    r('getacl shared/bob/Team', lambda M: M.getacl('shared/bob/Team'))
    r('setacl shared/bob/Team alice lrswa', lambda M: M.setacl('shared/bob/Team', 'alice', 'lrswa'))
    r('logout', lambda M: M.logout())


@scenario
def quota(r):
    r.login()
    r('getquotaroot INBOX', lambda M: M.getquotaroot('INBOX'))
    r('getquotaroot Nowhere', lambda M: M.getquotaroot('Nowhere'))
    r('getquotaroot shared/bob/Team', lambda M: M.getquotaroot('shared/bob/Team'))
    r('getquotaroot shared/nobody/x', lambda M: M.getquotaroot('shared/nobody/x'))
    r('getquota "User quota"', lambda M: M.getquota('"User quota"'))
    r('getquota ""', lambda M: M.getquota('""'))
    r('setquota "User quota" (STORAGE 512)', lambda M: M.setquota('"User quota"', '(STORAGE 512)'))
    r('logout', lambda M: M.logout())
    r.note('with the right to do so')
    r.login('alice*admin', 'adminpw')
    r('setquota "User quota" (STORAGE 512)', lambda M: M.setquota('"User quota"', '(STORAGE 512)'))
    r('setquota "User quota" (NOSUCH 512)', lambda M: M.setquota('"User quota"', '(NOSUCH 512)'))
    r('logout', lambda M: M.logout())


@scenario
def extensions(r):
    r.login()
    r('getannotation INBOX "/comment" "value.priv"',
      lambda M: M.getannotation('INBOX', '"/comment"', '"value.priv"'))
    r('setannotation INBOX "/comment" ("value.priv" "x")',
      lambda M: M.setannotation('INBOX', '"/comment"', '("value.priv" "x")'))
    r('enable CONDSTORE', lambda M: M.enable('CONDSTORE'))
    r('enable NOSUCH', lambda M: M.enable('NOSUCH'))
    r('xatom SETMETADATA INBOX (/private/comment "two words")',
      lambda M: M.xatom('SETMETADATA', 'INBOX', '(/private/comment "two words")'))
    r('xatom GETMETADATA INBOX (/private/comment)',
      lambda M: M.xatom('GETMETADATA', 'INBOX', '(/private/comment)'))
    r('response METADATA', lambda M: M.response('METADATA'))
    r('xatom GETMETADATA Nowhere (/private/comment)',
      lambda M: M.xatom('GETMETADATA', 'Nowhere', '(/private/comment)'))
    r('xatom LISTRIGHTS INBOX bob', lambda M: M.xatom('LISTRIGHTS', 'INBOX', 'bob'))
    r('response LISTRIGHTS', lambda M: M.response('LISTRIGHTS'))
    r('xatom NOSUCH x', lambda M: M.xatom('NOSUCH', 'x'))
    r('xatom ID NIL', lambda M: M.xatom('ID', 'NIL'))
    r('response ID', lambda M: M.response('ID'))
    r('select INBOX', lambda M: M.select('INBOX'))
    r('response HIGHESTMODSEQ', lambda M: M.response('HIGHESTMODSEQ'))
    r('fetch 1 (FLAGS)', lambda M: M.fetch('1', '(FLAGS)'))
    r('store 1 +FLAGS (\\Flagged)', lambda M: M.store('1', '+FLAGS', '(\\Flagged)'))
    r.note('a FETCH that no command took joins the next one')
    r('xatom STORE 2 +FLAGS (\\Seen)', lambda M: M.xatom('STORE', '2', '+FLAGS', '(\\Seen)'))
    r('fetch 3 (UID)', lambda M: M.fetch('3', '(UID)'))
    r('fetch 3 (UID)', lambda M: M.fetch('3', '(UID)'))
    r('xatom MOVE 1 Archive', lambda M: M.xatom('MOVE', '1', 'Archive'))
    r('response COPYUID', lambda M: M.response('COPYUID'))
    r('response EXPUNGE', lambda M: M.response('EXPUNGE'))
    r('logout', lambda M: M.logout())


@scenario
def plain_socket(r):
    r.login()
    r.only('socket', lambda M: M.socket())
    r("send $'x1 NOOP\\r\\n'", lambda M: M.send(b'x1 NOOP\r\n'))
    r('readline', lambda M: M.readline())
    r("send $'x2 LIST \"\" INBOX\\r\\n'", lambda M: M.send(b'x2 LIST "" INBOX\r\n'))
    r('readline', lambda M: M.readline())
    r('read 5', lambda M: M.read(5))
    r('readline', lambda M: M.readline())
    r('noop', lambda M: M.noop())
    r('print_log', lambda M: M.print_log())
    r('shutdown', lambda M: M.shutdown())


def main():
    if sys.argv[1:] == ['--list']:
        print('\n'.join(SCENARIOS))
        return
    if sys.version_info < (3, 9):
        sys.exit('Python 3.9 or newer is needed: older ones lack unselect')
    name, host, port, ca, message = sys.argv[1:]
    with open(message, 'rb') as file:
        recorder = Recorder(host, port, ca, file.read())
    # print_log writes to standard error; a transcript has no place for it.
    imaplib.IMAP4._mesg = lambda self, text, secs=None: None
    SCENARIOS[name](recorder)


if __name__ == '__main__':
    main()
