package practice_test

import (
	"bufio"
	"io"
	"testing"

	"imapsh/imap/practice"
)

// BenchmarkStart is what --demo waits for: a new server, a connection that is
// logged in, one command.
func BenchmarkStart(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		srv := practice.New(practice.Options{PreAuth: "alice"})
		c := srv.Pipe()
		rd := bufio.NewReader(c)
		rd.ReadString('\n')
		io.WriteString(c, "a NOOP\r\n")
		rd.ReadString('\n')
		c.Close()
		srv.Close()
	}
}
