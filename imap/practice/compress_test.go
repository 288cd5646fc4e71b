package practice_test

import (
	"bufio"
	"compress/flate"
	"net"
	"testing"

	"imapsh/imap/practice"
)

// deflated compresses what is written to a connection and flushes each time.
type deflated struct {
	net.Conn
	w *flate.Writer
}

func (d *deflated) Write(p []byte) (int, error) {
	n, err := d.w.Write(p)
	if err == nil {
		err = d.w.Flush()
	}
	return n, err
}

func (p *peer) compress() {
	p.t.Helper()
	w, err := flate.NewWriter(p.conn, flate.BestSpeed)
	if err != nil {
		p.t.Fatal(err)
	}
	p.rd = bufio.NewReader(flate.NewReader(p.rd))
	p.conn = &deflated{p.conn, w}
}

func TestCompress(t *testing.T) {
	t.Parallel()
	for _, withTLS := range []bool{false, true} {
		srv := newServer(t, practice.Options{})
		p := dial(t, srv)
		p.talk(`S: * OK «.*»`)
		if withTLS {
			p.secure(srv)
		}
		p.talk(`
			C: a LOGIN alice alicepw
			S: a OK «.*COMPRESS=DEFLATE.*»
			C: b COMPRESS FROB
			S: b BAD Error in IMAP command COMPRESS: Unknown compression mechanism.
			C: c COMPRESS DEFLATE
			S: c OK Begin compression.
		`)
		p.compress()
		p.talk(`
			C: d COMPRESS DEFLATE
			S: d NO [COMPRESSIONACTIVE] COMPRESSION already enabled.
			C: e SELECT INBOX
			S... e OK «.*»
			C> f APPEND INBOX {5+}\r\nhello\r\n
			S: * 4 EXISTS
			S: * 4 RECENT
			S: f OK «.*»
			C: g CAPABILITY
			S: * CAPABILITY «(?:[^C]|C[^O]|CO[^M])*»
			S: g OK Capability completed.
			C: h IDLE
			S: + idling
			C: DONE
			S: h OK Idle completed.
			C: i LOGOUT
			S: * BYE Logging out
			S: i OK Logout completed.
		`)
	}
}
