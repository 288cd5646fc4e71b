// Package scram computes what SCRAM (RFC 5802, RFC 7677) needs on either side: passwords prepared with SASLprep, the
// keys made of them, proofs and signatures, and what an exchange is bound to in TLS.
//
// It never reads or writes a message: package auth does so for the client and auth/server for the server, and they
// decide what is accepted. It is ours, though libraries do the same, because the one that is well kept builds the
// tables of all of stringprep, 2 000 map entries, in every start of the program; the tests hold the two together.
package scram
