package imap

import (
	"bufio"
	"bytes"
	"compress/flate"
	"io"
	"net"
)

// CompressDeflate compresses the connection from the tagged OK on (RFC 4978
// §3). The limits on lines and literals hold for what comes out.
func CompressDeflate() *Command {
	cmd := simple("COMPRESS", LoggedIn, Verbatim("DEFLATE"))
	cmd.finish = func(c *Client, s *Completion) error {
		if s.Type != "OK" {
			return nil
		}
		return c.compress()
	}
	return cmd
}

// deflated is a connection under DEFLATE.
type deflated struct {
	net.Conn
	under *fruitful
	r     io.Reader
	w     *flate.Writer
}

// maxFruitless is how many compressed bytes may hold nothing: empty blocks for
// ever would keep the reader busy and defeat its time-out.
const maxFruitless = 1 << 20

// fruitful reads the compressed bytes and fails if too many of them hold
// nothing.
type fruitful struct {
	r     io.Reader
	taken int // since something came out
}

func (f *fruitful) Read(p []byte) (int, error) {
	if f.taken > maxFruitless {
		return 0, abortf("%d compressed bytes that hold nothing", f.taken)
	}
	n, err := f.r.Read(p)
	f.taken += n
	return n, err
}

// compress runs on the reading goroutine, before anything more is read.
func (c *Client) compress() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	// The fastest level: commands are short, and the better ones would cost a
	// megabyte of memory.
	w, err := flate.NewWriter(c.layer, flate.BestSpeed)
	if err != nil {
		return err
	}
	under := &fruitful{r: io.MultiReader(bytes.NewReader(c.rd.TakeBuffered()), c.layer)}
	c.layer = &deflated{c.layer, under, flate.NewReader(bufio.NewReaderSize(under, 64<<10)), w}
	c.rd.SetSource(c.layer)
	c.compressed = true
	return nil
}

func (d *deflated) Read(p []byte) (int, error) {
	d.under.taken = 0
	return d.r.Read(p)
}

func (d *deflated) Write(p []byte) (int, error) {
	n, err := d.w.Write(p)
	if err == nil {
		err = d.w.Flush()
	}
	return n, err
}

// Compressed reports whether the connection is under DEFLATE.
func (c *Client) Compressed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.compressed
}
