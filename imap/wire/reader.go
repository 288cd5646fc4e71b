package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	// bufferSize is the reader's first buffer. Larger ones cost memory at start
	// and gain nothing for lines.
	bufferSize = 64 << 10
	// streamSize is the buffer used while a long literal is copied: 256 KiB take
	// half of the CPU time of 16 KiB for a literal of 1 GiB. 1 MiB is a little
	// faster where the system finds memory in such pieces for the file, and takes
	// three times as long where it has to make them.
	streamSize = 256 << 10
	// keepSize is the largest buffer kept after the line that needed it.
	keepSize = 1 << 20
)

// ErrBareLF says that a line ended in LF without CR, which RFC 3501 §2.2
// forbids. What follows cannot be trusted to be in step.
var ErrBareLF = errors.New("bare LF in a line")

// A Reader cuts a byte stream into lines and literals. It is not safe for
// concurrent use. Every span it returns is valid until its next call.
type Reader struct {
	src     io.Reader
	buf     []byte
	r, w    int   // buf[r:w] is read from src and not consumed
	literal int64 // bytes of the open literal not consumed yet
	limits  Limits
	onFill  func() // called before every read of src, which may block
	tap     Tap
	read    int64 // bytes read from src so far
	lost    error // why the stream is out of step, once it is
}

// A Tap is shown everything that a Reader yields, as it is yielded, so that no
// consumer can bypass a trace. It is shown, too, the line that makes the Reader
// fail, as far as it got. Spans are valid until Line returns.
type Tap interface {
	Line(line []byte)   // a line without CRLF
	Literal(size int64) // a literal of size bytes comes next
}

// NewReader returns a Reader of src that keeps to limits.
func NewReader(src io.Reader, limits Limits) *Reader {
	return &Reader{src: src, buf: make([]byte, bufferSize), limits: limits.WithDefaults()}
}

// OnFill has f called before every read of the source, that is, whenever the
// next piece may have to be waited for. A nil f calls nothing.
func (r *Reader) OnFill(f func()) { r.onFill = f }

// SetTap has t see every line and literal from now on.
func (r *Reader) SetTap(t Tap) { r.tap = t }

// Limits returns the limits in force.
func (r *Reader) Limits() Limits { return r.limits }

// SetLimits changes the limits from the next line on.
func (r *Reader) SetLimits(l Limits) { r.limits = l.WithDefaults() }

// Buffered returns the number of bytes that were read and not consumed.
func (r *Reader) Buffered() int { return r.w - r.r }

// BytesRead returns the number of bytes read from the source so far.
func (r *Reader) BytesRead() int64 { return r.read }

// TakeBuffered consumes and returns a copy of what is buffered. A compression
// layer put under the stream begins with these bytes (RFC 4978 §3).
func (r *Reader) TakeBuffered() []byte {
	b := bytes.Clone(r.buf[r.r:r.w])
	r.r, r.w = 0, 0
	return b
}

// SetSource has the reader go on with src, as after STARTTLS or COMPRESS. What
// is buffered stays; callers for whom that is unsafe look at Buffered first.
func (r *Reader) SetSource(src io.Reader) { r.src = src }

// Wait blocks until at least one byte can be consumed.
func (r *Reader) Wait() error {
	for r.r == r.w {
		if err := r.fill(); err != nil {
			return err
		}
	}
	return nil
}

// Line consumes the next line and returns it without its CRLF. If the last
// literal was not read to its end, the rest of it is skipped first. Errors: a
// [SyntaxError] that is [ErrBareLF], a [LimitError], io.ErrUnexpectedEOF inside
// a line, and what the source returns, io.EOF only between lines. Each of them
// stays: what follows on the stream is out of step and is never read as lines.
func (r *Reader) Line() ([]byte, error) {
	if r.lost != nil {
		return nil, r.lost
	}
	if r.literal > 0 {
		if err := r.SkipLiteral(); err != nil {
			return nil, err
		}
	}
	line, err := r.through('\n')
	if err != nil {
		if part := r.buf[r.r:r.w]; len(part) > 0 {
			r.show(part[:min(len(part), r.limits.Line, shownOfEndless)])
		}
		return nil, r.lose(err)
	}
	n := len(line) - 1
	if n == 0 || line[n-1] != '\r' {
		r.show(line[:n])
		return nil, r.lose(&SyntaxError{
			Line: bytes.Clone(line[:n]), Offset: n, Expected: "CRLF", Where: "line", Err: ErrBareLF,
		})
	}
	r.show(line[:n-1])
	return line[:n-1], nil
}

// shownOfEndless is how much of a line without an end a tap gets to see: it may copy
// what it sees.
const shownOfEndless = 64 << 10

// show lets the tap see a line.
func (r *Reader) show(line []byte) {
	if r.tap != nil {
		r.tap.Line(line)
	}
}

// lose makes err what every later Line returns.
func (r *Reader) lose(err error) error {
	if r.lost == nil {
		r.lost = err
	}
	return r.lost
}

// through consumes and returns the bytes up to and with the first c.
func (r *Reader) through(c byte) ([]byte, error) {
	scanned := 0
	for {
		if i := bytes.IndexByte(r.buf[r.r+scanned:r.w], c); i >= 0 {
			n := scanned + i + 1
			if n-2 > r.limits.Line {
				return nil, &LimitError{"line", int64(r.limits.Line)}
			}
			line := r.buf[r.r : r.r+n]
			r.r += n
			return line, nil
		}
		scanned = r.w - r.r
		if scanned-1 > r.limits.Line {
			return nil, &LimitError{"line", int64(r.limits.Line)}
		}
		if err := r.fill(); err != nil {
			if err == io.EOF && scanned > 0 {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
}

// fill reads more from the source behind what is buffered, making room first.
func (r *Reader) fill() error {
	switch {
	case r.r == r.w:
		r.r, r.w = 0, 0
		if len(r.buf) > keepSize {
			r.buf = make([]byte, bufferSize)
		}
	case r.w < len(r.buf):
	case r.r > 0:
		r.w = copy(r.buf, r.buf[r.r:r.w])
		r.r = 0
	default:
		// What is not filled of a large buffer costs nothing, what was copied out of
		// smaller ones does: so by four, not by two.
		size := 4 * len(r.buf)
		if size >= r.limits.Line { // a line that fills more than this is refused
			size = max(r.limits.Line, len(r.buf)) + bufferSize
		}
		grown := make([]byte, size)
		copy(grown, r.buf[:r.w])
		r.buf = grown
	}
	n, err := r.readSource(r.buf[r.w:])
	r.w += n
	return err
}

// readSource reads at least one byte into p or returns an error.
func (r *Reader) readSource(p []byte) (int, error) {
	if r.onFill != nil {
		r.onFill()
	}
	const empties = 100
	for range empties {
		n, err := r.src.Read(p)
		r.read += int64(n)
		if n > 0 {
			return n, nil // an error that came with data comes again
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, io.ErrNoProgress
}

// OpenLiteral makes the next n bytes of the stream a literal, to be consumed
// through [Reader.Read], [Reader.WriteTo] or [Reader.SkipLiteral].
func (r *Reader) OpenLiteral(n int64) {
	r.literal = n
	if r.tap != nil {
		r.tap.Literal(n)
	}
}

// LiteralLeft returns how many bytes of the open literal are not consumed yet.
func (r *Reader) LiteralLeft() int64 { return r.literal }

// Read reads from the open literal and returns io.EOF at its end.
func (r *Reader) Read(p []byte) (int, error) {
	if r.literal == 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > r.literal {
		p = p[:r.literal]
	}
	if len(p) == 0 {
		return 0, nil
	}
	n := copy(p, r.buf[r.r:r.w])
	r.r += n
	if n == 0 {
		var err error
		if n, err = r.readSource(p); err != nil {
			return 0, r.cut(err)
		}
	}
	r.literal -= int64(n)
	return n, nil
}

// WriteTo copies the rest of the open literal to w. After an error of w the
// literal is still open; after one of the source the stream is lost.
func (r *Reader) WriteTo(w io.Writer) (int64, error) {
	var total int64
	var big []byte
	for r.literal > 0 {
		span := r.buf[r.r:r.w]
		if int64(len(span)) > r.literal {
			span = span[:r.literal]
		}
		r.r += len(span)
		if len(span) == 0 {
			if big == nil {
				big = r.streamBuffer()
			}
			n, err := r.readSource(big[:min(int64(len(big)), r.literal)])
			if err != nil {
				return total, r.cut(err)
			}
			span = big[:n]
		}
		r.literal -= int64(len(span))
		n, err := w.Write(span)
		total += int64(n)
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// streamBuffer is the reader's own buffer, empty at this point, for short
// literals and a large one for long ones.
func (r *Reader) streamBuffer() []byte {
	if r.literal < 4*bufferSize {
		r.r, r.w = 0, 0
		return r.buf
	}
	return make([]byte, streamSize)
}

// SkipLiteral consumes the rest of the open literal.
func (r *Reader) SkipLiteral() error {
	_, err := r.WriteTo(io.Discard)
	return err
}

// ReadBytes consumes n bytes of the stream, whatever they are, and appends them
// to dst. Memory grows with what arrives, not with n.
func (r *Reader) ReadBytes(dst []byte, n int64) ([]byte, error) {
	r.literal = n
	for r.literal > 0 {
		if r.r == r.w {
			if err := r.fill(); err != nil {
				return dst, r.cut(err)
			}
		}
		span := r.buf[r.r:r.w]
		if int64(len(span)) > r.literal {
			span = span[:r.literal]
		}
		dst = append(dst, span...)
		r.r += len(span)
		r.literal -= int64(len(span))
	}
	return dst, nil
}

// ReadRawLine consumes the bytes up to and with the next LF, whatever stands
// before it, without regard to CRLF.
func (r *Reader) ReadRawLine() ([]byte, error) { return r.through('\n') }

// cut names the place when the stream ends inside a literal.
func (r *Reader) cut(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return r.lose(fmt.Errorf("%w with %d bytes of a literal to come", err, r.literal))
}
