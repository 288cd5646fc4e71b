// Package wire turns the bytes of an IMAP connection into lossless values and
// values into bytes (RFC 3501 §4 and §9, RFC 9051 §4 and §9, RFC 7888 for
// non-synchronising literals, RFC 3516 for literal8).
//
// It serves both ends of a connection: the client in package imap and the
// server in package imap/practice. It knows the grammar only: it holds no
// protocol state, opens no sockets, decides no quoting policy, and never
// allocates memory for a size that a peer merely announced.
//
// Reading is a pull: a [Reader] yields lines and literals as spans of its
// buffer, valid until the next call. [Response] reads one server response piece
// by piece; [Decoder] takes a gathered line apart by grammar elements. Writing
// goes through [Encoder], which splits a command where the peer must say "+".
package wire
