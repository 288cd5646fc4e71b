package dovecottest

// An Option changes the server that [Start] or [Open] runs.
type Option func(*options)

type options struct {
	separator   string
	inboxPrefix string
	capability  string
	mechanisms  string
	noPlaintext bool
	settings    []string
	users       []account
	mail        []account // whose password is unused
}

type account struct {
	name, password string
	mailboxes      []Mailbox
}

// WithMail puts mailboxes into a user's account before the server starts.
func WithMail(user string, mailboxes ...Mailbox) Option {
	return func(o *options) {
		o.mail = append(o.mail, account{name: user, mailboxes: mailboxes})
	}
}

// WithUser adds a user. The name is what a file name can be; the password may
// hold anything but CR, LF, NUL and ":".
func WithUser(name, password string) Option {
	return func(o *options) {
		o.users = append(o.users, account{name: name, password: password})
	}
}

// WithSeparator sets the hierarchy separator, "/" unless given. Whatever it is,
// mailboxes of this package are written with "/".
func WithSeparator(sep string) Option {
	return func(o *options) { o.separator = sep }
}

// WithInboxPrefix sets the personal namespace's prefix without its separator: ""
// unless given, "INBOX" as Courier and cPanel have it, or "Maildir".
func WithInboxPrefix(prefix string) Option {
	return func(o *options) { o.inboxPrefix = prefix }
}

// WithCapability replaces what the server says it can do (imap_capability): the
// list, or with a leading "+" an addition. It does what it always did.
func WithCapability(list string) Option {
	return func(o *options) { o.capability = list }
}

// WithMechanisms replaces the SASL mechanisms offered, lower case with blanks
// between.
func WithMechanisms(list string) Option {
	return func(o *options) { o.mechanisms = list }
}

// WithoutPlaintext makes the server say LOGINDISABLED before TLS. Dovecot trusts
// connections from its own address, so this server listens on 127.0.0.2, which
// only Linux has without preparation.
func WithoutPlaintext() Option {
	return func(o *options) { o.noPlaintext = true }
}

// WithSetting adds lines to the end of dovecot.conf.
func WithSetting(lines string) Option {
	return func(o *options) { o.settings = append(o.settings, lines) }
}

// The users every server has. Users are added by WithUser and
// [Server.NewUser].
const (
	// Alice and Bob are two ordinary people. Alice sees what Bob shares as
	// "shared/bob/…".
	Alice, AlicePassword = "alice", "alicepw"
	Bob, BobPassword     = "bob", "bobpw"
	// Carol's password needs quoting.
	Carol, CarolPassword = "carol", `se"c\ret pw`
	// Dave's password is UTF-8 and needs a literal.
	Dave, DavePassword = "dave", "pässwört €🔑"
	// Admin is the master user: "alice*admin" is alice, with the right to set
	// quotas; as a SASL authentication identity it acts for others.
	Admin, AdminPassword = "admin", "adminpw"
)

func defaults() options {
	return options{
		separator:  "/",
		mechanisms: "plain login cram-md5 scram-sha-1 scram-sha-256 oauthbearer xoauth2 external",
		users: []account{
			{name: Alice, password: AlicePassword},
			{name: Bob, password: BobPassword},
			{name: Carol, password: CarolPassword},
			{name: Dave, password: DavePassword},
		},
	}
}
