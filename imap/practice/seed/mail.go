package seed

import "time"

// Delimiter separates the levels of the names in this package.
const Delimiter = "/"

// Mail is all there is in a server at the start.
type Mail struct {
	Users  []User
	Shared []Mailbox         // mailboxes that belong to nobody; names without the shared prefix
	Notes  map[string]string // annotations of the server (RFC 5464), by entry
}

// User is an account with its mailboxes, INBOX first.
type User struct {
	Name, Password string
	Admin          bool
	Groups         []string // members of "group:NAME" in access lists
	ReadOnly       bool     // the mail can be looked at only
	Quota          Quota    // of all the mail
	Mailboxes      []Mailbox
}

// Mailbox is a mailbox and its messages in the order of their UIDs. Levels
// above it that are no mailboxes themselves are not listed.
type Mailbox struct {
	Name       string // UTF-8
	SpecialUse string // such as `\Sent` (RFC 6154), or ""
	Subscribed bool
	ACL        []Grant // beside the owner's full rights
	Quota      Quota   // of this mailbox and those below it
	Notes      map[string]string
	Messages   []Message
}

// Grant is the rights (RFC 4314) that an identifier has.
type Grant struct {
	Who, Rights string
}

// Quota limits mail; 0 is no limit.
type Quota struct {
	Storage  int64 // in units of 1024 octets (RFC 9208 §5.1)
	Messages int64
}

// Message is a message that is read or made when Body is called.
type Message struct {
	UID      uint32
	Flags    []string // system flags and keywords, without \Recent
	Internal time.Time
	Size     int64 // in octets, -1 if it is not known before Body is called
	// Body returns the message with CRLF line ends, a fresh copy each time.
	// Only mail from Load can fail: when its file is gone or has changed.
	Body func() ([]byte, error)
}
