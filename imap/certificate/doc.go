// Package certificate judges the certificate that a TLS server shows, and says
// in words what is wrong with it and what to do: a [Pin] trusts one certificate
// and no other, [Explain] turns a failed handshake into an [*Error], and
// [Describe] lists what a handshake agreed on.
//
// It never opens a connection, never relaxes a check that crypto/tls made, and
// never prints. Names in a certificate are the server's: whoever shows them makes
// them harmless.
package certificate
