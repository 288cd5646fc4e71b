package program

import (
	"testing"

	"imapsh/imap/practice"
)

// serve is a practice server in this process, whose mail a test can change.
func serve(t *testing.T, opts practice.Options) (server *practice.Server, address string) {
	t.Helper()
	server = practice.New(opts)
	t.Cleanup(func() { server.Close() })
	addr, err := server.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	return server, addr.String()
}

// play starts a peer that does what the script says.
func play(t *testing.T, script practice.Script) (address string) {
	t.Helper()
	addr, _, closer, err := script.Listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closer.Close() })
	return addr.String()
}
