package imap

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"os"

	"imapsh/imap/wire"
)

// spillSize is how much gathered data is kept in memory, in bytes, before it
// moves to a file.
const spillSize = 16 << 20

// chunkSize is the size of the largest piece of memory that data is gathered in, in
// bytes, unless one text or literal is larger.
const chunkSize = 256 << 10

// An Item is one element of imaplib's data list: a text, or a pair of the text
// that announced a literal and the literal's bytes.
type Item struct {
	Text    []byte // up to and with "{n}" in a pair
	Literal []byte // the bytes of a pair's literal, not nil
}

// IsPair reports whether the item holds a literal.
func (it Item) IsPair() bool { return it.Literal != nil }

// Data is a gathered list of items. Large data lives in a temporary file. The
// zero Data is empty; a nil *Data is imaplib's [None]. Close it when done.
type Data struct {
	// Encoded items: length of text, text, length of literal+1, literal. A length and
	// what it is of stand in one chunk.
	full  [][]byte // chunks
	mem   []byte   // the last chunk
	size  int      // of the full ones, in bytes
	n     int
	file  *os.File
	spill *bufio.Writer
	err   error
}

// Len returns the number of items; 0 for nil.
func (d *Data) Len() int {
	if d == nil {
		return 0
	}
	return d.n
}

// NewData returns Data that holds the given items.
func NewData(items ...Item) *Data {
	d := &Data{}
	for _, it := range items {
		d.add(it)
	}
	return d
}

func textData(text []byte) *Data { return NewData(Item{Text: text}) }

func (d *Data) add(it Item) {
	d.addText(nil, it.Text)
	d.reserve(len(it.Literal))
	d.mem = append(binary.AppendUvarint(d.mem, literalMark(it)), it.Literal...)
	d.added()
}

// literalMark is 0 for a text and the literal's length plus one for a pair.
func literalMark(it Item) uint64 {
	if it.Literal == nil {
		return 0
	}
	return uint64(len(it.Literal)) + 1
}

// addResponse appends the response p, reading it to its end. The first text is
// that of [firstText].
func (d *Data) addResponse(p *wire.Response) error {
	number := p.Number
	for p.HasLiteral {
		if err := gatherable(p); err != nil {
			return err
		}
		d.addText(number, p.Text)
		if err := d.addLiteral(p); err != nil {
			return err
		}
		if err := p.Next(); err != nil {
			return err
		}
		number = nil
	}
	d.addText(number, p.Text)
	d.mem = append(d.mem, 0) // no literal
	d.added()
	return nil
}

// addText begins an item: a number, if there is one, and a text.
func (d *Data) addText(number, text []byte) {
	size := len(number) + len(text)
	if len(number) > 0 && len(text) > 0 {
		size++
	}
	d.reserve(size)
	d.mem = append(binary.AppendUvarint(d.mem, uint64(size)), number...)
	if size > len(number)+len(text) {
		d.mem = append(d.mem, ' ')
	}
	d.mem = append(d.mem, text...)
}

// reserve makes room for n bytes, the length before them and the one behind. What is
// there already is not copied to larger memory: the next chunk begins.
func (d *Data) reserve(n int) {
	n += 2 * binary.MaxVarintLen64
	if cap(d.mem)-len(d.mem) >= n {
		return
	}
	if len(d.mem) > 0 {
		d.full, d.size = append(d.full, d.mem), d.size+len(d.mem)
	}
	d.mem = make([]byte, 0, max(n, min(2*cap(d.mem), chunkSize)))
}

// added ends an item.
func (d *Data) added() {
	d.n++
	if d.size+len(d.mem) > spillSize {
		d.flush()
	}
}

// firstText is the data of a response's first line as imaplib has it: "5" for
// "* 5 EXISTS", "1 (UID 7)" for "* 1 FETCH (UID 7)".
func firstText(p *wire.Response) []byte {
	if p.Number == nil {
		return p.Text
	}
	if len(p.Text) == 0 {
		return p.Number
	}
	text := make([]byte, 0, len(p.Number)+1+len(p.Text))
	text = append(text, p.Number...)
	text = append(text, ' ')
	return append(text, p.Text...)
}

// addLiteral ends an item with the literal p stands at.
func (d *Data) addLiteral(p *wire.Response) error {
	size := p.Literal.Size
	d.n++
	if d.err == nil && int64(d.size+len(d.mem))+size <= spillSize {
		d.reserve(int(min(size, chunkSize))) // no more for what was only announced
		d.mem = binary.AppendUvarint(d.mem, uint64(size)+1)
		var err error
		d.mem, err = p.Body().ReadBytes(d.mem, size)
		return err
	}
	d.reserve(0)
	d.mem = binary.AppendUvarint(d.mem, uint64(size)+1)
	d.flush() // what comes before the literal goes before it
	_, err := p.Body().WriteTo(writerKeeping{d})
	return err
}

// writerKeeping lets the reader go on when the spill file fails: the failure is
// kept in the data, the connection stays in step.
type writerKeeping struct{ d *Data }

func (w writerKeeping) Write(p []byte) (int, error) {
	if w.d.err == nil {
		_, w.d.err = w.d.spill.Write(p)
	}
	return len(p), nil
}

// flush moves what is in memory to the spill file, which has no name on
// systems that can unlink an open file.
func (d *Data) flush() {
	if d.err == nil && d.file == nil {
		if d.file, d.err = os.CreateTemp("", "imapsh-*"); d.err == nil {
			_ = os.Remove(d.file.Name()) // fails on Windows; Close removes it there
			d.spill = bufio.NewWriterSize(d.file, 256<<10)
		}
	}
	for _, chunk := range append(d.full, d.mem) {
		if d.err == nil {
			_, d.err = d.spill.Write(chunk)
		}
	}
	d.full, d.mem, d.size = nil, d.mem[:0], 0
}

// All yields the items in order. An item is valid until the next one. An error
// of the spill file ends the sequence.
func (d *Data) All() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		if d == nil {
			return
		}
		src, err := d.open()
		for range d.n {
			var it Item
			if err == nil {
				it, err = src.next()
			}
			if !yield(it, err) || err != nil {
				return
			}
		}
	}
}

// open returns a source that begins at the first item.
func (d *Data) open() (itemSource, error) {
	if d.file != nil {
		d.flush()
		if d.err == nil {
			d.err = d.spill.Flush()
		}
	}
	switch {
	case d.err == nil && d.file == nil:
		return &memorySource{more: d.full, last: d.mem}, nil
	case d.err != nil:
		return nil, fmt.Errorf("gathering the answer in a temporary file: %w", d.err)
	}
	r := io.NewSectionReader(d.file, 0, 1<<62)
	return &fileSource{r: bufio.NewReaderSize(r, 256<<10)}, nil
}

// Close frees what the data holds. A nil Data may be closed.
func (d *Data) Close() {
	if d == nil || d.file == nil {
		return
	}
	name := d.file.Name()
	d.file.Close()
	_ = os.Remove(name) // already gone where it could be unlinked while open
	d.file, d.full, d.mem, d.n = nil, nil, nil, 0
}

type itemSource interface{ next() (Item, error) }

// memorySource goes through chunks.
type memorySource struct {
	rest []byte // of the current one
	more [][]byte
	last []byte
}

func (s *memorySource) next() (it Item, err error) {
	it.Text = s.cut(s.length())
	if n := s.length(); n > 0 {
		it.Literal = s.cut(n - 1)
	}
	return it, nil
}

// length takes a length.
func (s *memorySource) length() uint64 {
	if len(s.rest) == 0 {
		if len(s.more) > 0 {
			s.rest, s.more = s.more[0], s.more[1:]
		} else {
			s.rest, s.last = s.last, nil
		}
	}
	n, w := binary.Uvarint(s.rest)
	s.rest = s.rest[w:]
	return n
}

// cut takes n bytes. They are not nil.
func (s *memorySource) cut(n uint64) []byte {
	b := s.rest[:n:n]
	s.rest = s.rest[n:]
	return b
}

type fileSource struct {
	r   *bufio.Reader
	buf []byte
}

func (s *fileSource) next() (it Item, err error) {
	s.buf = s.buf[:0]
	n, err := binary.ReadUvarint(s.r)
	if err != nil {
		return it, err
	}
	if err := s.take(n); err != nil {
		return it, err
	}
	text := len(s.buf)
	lit, err := binary.ReadUvarint(s.r)
	if err == nil && lit > 0 {
		err = s.take(lit - 1)
		it.Literal = s.buf[text:]
	}
	it.Text = s.buf[:text:text]
	return it, err
}

func (s *fileSource) take(n uint64) error {
	at := len(s.buf)
	s.buf = append(s.buf, make([]byte, n)...)
	_, err := io.ReadFull(s.r, s.buf[at:])
	return err
}
