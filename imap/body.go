package imap

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// A Body is the bytes of a literal that goes out: a size that was counted and
// the bytes, which are read once. A Body that yields other than Size bytes, or
// whose file has changed since it was counted, fails, and with it the
// connection: the server was promised these bytes.
type Body struct {
	Size int64
	NUL  bool   // the bytes hold NUL and want literal8
	text string // the bytes, where they are short
	r    io.Reader
	file *os.File
	mod  time.Time
	left int64
	open bool
}

// ErrChanged says that a file changed between being counted and being sent.
var ErrChanged = errors.New("the file changed while it was being sent")

// Bytes returns a Body of b.
func Bytes(b []byte) Body {
	body := Body{Size: int64(len(b)), r: bytes.NewReader(b)}
	const short = 1024 // a mailbox name, a user
	if len(b) <= short {
		body.text = string(b)
	}
	return body
}

// Message returns a Body of b in which every CR, LF and CRLF is CRLF, as
// imaplib's append sends it. Bytes that hold NUL stay as they are, since they
// can only travel as literal8.
func Message(b []byte) Body {
	if bytes.IndexByte(b, 0) >= 0 {
		body := Bytes(b)
		body.NUL = true
		return body
	}
	return Bytes(appendCRLF(nil, b, new(bool)))
}

// appendCRLF appends src with its line ends normalised. cr remembers a CR at
// the end of the last piece.
func appendCRLF(dst, src []byte, cr *bool) []byte {
	for _, c := range src {
		switch {
		case c == '\r':
			dst = append(dst, '\r', '\n')
			*cr = true
			continue
		case c == '\n' && *cr:
		case c == '\n':
			dst = append(dst, '\r', '\n')
		default:
			dst = append(dst, c)
		}
		*cr = false
	}
	return dst
}

// FileMessage returns a Body of the file at path with its line ends normalised
// as [Message] does. It is read twice, to count and to send; what is not a
// regular file, such as a pipe, is read to its end first, up to limit bytes.
func FileMessage(path string, limit int64) (Body, error) {
	f, err := os.Open(path)
	if err != nil {
		return Body{}, err
	}
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return Body{}, err
	}
	if st.IsDir() {
		f.Close()
		return Body{}, fmt.Errorf("%s is a directory, not a message", path)
	}
	if !st.Mode().IsRegular() {
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, limit+1))
		if err == nil && int64(len(b)) > limit {
			err = fmt.Errorf("%s: more than %d bytes", path, limit)
		}
		return Message(b), err
	}
	b := Body{file: f, mod: st.ModTime()}
	if err := b.count(st.Size()); err != nil {
		f.Close()
		return Body{}, err
	}
	return b, nil
}

// count reads the file once, to learn its size with line ends normalised and
// whether it may be normalised at all.
func (b *Body) count(size int64) error {
	counted := crlfReader{src: bufio.NewReaderSize(b.file, 64<<10)}
	n, err := io.Copy(io.Discard, &counted)
	if err != nil {
		return err
	}
	if _, err := b.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if counted.nul {
		b.Size, b.NUL, b.r = size, true, b.file
		return nil
	}
	b.Size, b.r = n, &crlfReader{src: bufio.NewReaderSize(b.file, 64<<10)}
	return nil
}

// crlfReader normalises line ends on the way.
type crlfReader struct {
	src *bufio.Reader
	buf []byte
	out []byte // what of buf is not handed out
	cr  bool
	nul bool // a NUL was seen
}

func (r *crlfReader) Read(p []byte) (int, error) {
	for len(r.out) == 0 {
		if _, err := r.src.Peek(1); err != nil {
			return 0, err
		}
		span, _ := r.src.Peek(r.src.Buffered())
		r.nul = r.nul || bytes.IndexByte(span, 0) >= 0
		r.buf = appendCRLF(r.buf[:0], span, &r.cr)
		r.out = r.buf
		_, _ = r.src.Discard(len(span)) // buffered, cannot fail
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}

// Read yields the bytes, and at the end makes sure that they were the promised
// ones.
func (b *Body) Read(p []byte) (int, error) {
	if !b.open {
		b.open, b.left = true, b.Size
	}
	if b.left == 0 {
		return 0, b.verify()
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	if err == io.EOF && b.left > 0 {
		return n, ErrChanged
	}
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// verify returns io.EOF if the file is what it was when it was counted.
func (b *Body) verify() error {
	if b.file == nil {
		return io.EOF
	}
	if n, _ := b.r.Read(make([]byte, 1)); n > 0 {
		return ErrChanged
	}
	st, err := b.file.Stat()
	if err != nil {
		return err
	}
	if !st.ModTime().Equal(b.mod) {
		return ErrChanged
	}
	return io.EOF
}

// Close frees the file, if the body has one.
func (b *Body) Close() error {
	if b.file == nil {
		return nil
	}
	return b.file.Close()
}
