// Package dovecottest runs a private, real Dovecot for tests, so that what is
// believed about IMAP is checked against a server that is not ours.
//
// A server has its own configuration, certificate authority, users and mail in
// one short-lived folder, listens on loopback only, never runs as root and ends
// with the test (on Linux also when the test program is killed). Nothing of the
// machine's own Dovecot is read or touched.
//
// A test that wants any server takes [Shared] and a fresh user:
//
//	func TestMain(m *testing.M) { os.Exit(dovecottest.Main(m)) }
//
//	func TestX(t *testing.T) {
//		srv := dovecottest.Shared(t)
//		user, password := srv.NewUser(t, dovecottest.Seed()...)
//		conn, err := net.Dial("tcp", srv.Addr)
//		…
//
// One that needs a server of its own kind takes [Start] with options.
//
// Where Dovecot 2.3 is not installed, such tests are skipped, unless
// IMAPSH_REQUIRE is 1 in the environment: then they fail.
//
// The package knows nothing of the client; it moves files and processes, and
// speaks IMAP nowhere.
package dovecottest
