// Package message computes what an IMAP server answers from a stored
// RFC 5322 message: ENVELOPE, BODY and BODYSTRUCTURE, the BODY[...] and
// BINARY[...] sections, the text that SEARCH looks at, the keys of SORT,
// the trees of THREAD, and PREVIEW.
//
// Everything is a pure function of the stored bytes. Nothing here knows of
// mailboxes, flags, UIDs or connections, opens a file, or keeps a cache
// across messages; whoever stores a message keeps its *Message and so keeps
// what was already worked out. A *Message may be used by several goroutines.
//
// No input is an error. Mail that breaks the rules is served as well as it
// can be, and every answer is valid IMAP.
//
// The standard library does the decoding: mime for encoded words,
// mime/quotedprintable and encoding/base64 for bodies, net/mail for dates,
// golang.org/x/text for charsets. Three things it cannot give are done here,
// because IMAP shows a message as it stands and not as it was meant:
//
//   - where parts begin and end. BODY[1.2], BODY[1.2.MIME] and the sizes in
//     BODYSTRUCTURE are bytes of the stored message, while mime/multipart
//     and go-message hand out decoded streams without offsets (parts.go);
//   - undecoded addresses. ENVELOPE repeats encoded words, source routes and
//     groups, and must answer for a header net/mail rejects (address.go);
//   - undecoded parameters. mime.ParseMediaType decodes RFC 2231 values and
//     drops the order, the case and everything malformed (params.go).
package message
