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
//
// # Differences from Dovecot
//
// ENVELOPE, BODYSTRUCTURE, SORT and THREAD are compared with Dovecot 2.3 on
// seeded mail and on random messages, by tests of package practice. They agree but for this:
//
//   - the line end before a boundary belongs to the boundary, also where an
//     inner multipart has just been closed (RFC 2046 §5.1.1). Dovecot counts it
//     as part of the inner one, whose size is then larger by 2;
//   - a part that does not exist is NIL, where Dovecot sends "";
//   - a missing charset is shown as us-ascii for text/plain only, for which RFC
//     2046 §4.1.2 says so, and not for other text;
//   - a Content-Type that makes no sense is shown as text/plain (RFC 2045 §5.2);
//   - Content fields count in a message without MIME-Version;
//   - BINARY of a multipart is the multipart as it stands;
//   - of a field that is repeated against the rules the first one counts in
//     ENVELOPE, as it does in SORT; addresses add up in both servers;
//   - runs of white space inside a line stay in ENVELOPE;
//   - SEARCH FROM and its like look at the field as it was written (decoded),
//     not at addresses put together anew;
//   - a message without a date that can be read is found by none of SENTBEFORE,
//     SENTON and SENTSINCE, where Dovecot takes it for very old;
//   - text in an unknown charset is taken for UTF-8 or windows-1252.
package message
