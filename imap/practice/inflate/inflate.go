// Package inflate reads a raw DEFLATE stream (RFC 1951) as COMPRESS=DEFLATE needs
// it (RFC 4978): what has arrived is handed out, down to the last bit.
//
// The reader of compress/flate waits for the beginning of the next block before
// it hands out the end of one, unless the peer flushed with an empty stored block
// (zlib's Z_SYNC_FLUSH). Peers that flush with Z_PARTIAL_FLUSH, as isync does,
// would be waited for in vain.
//
// The package knows no IMAP, allocates its buffers once, and bounds nothing: a
// few bytes may inflate to a thousand times as many, so whoever reads keeps to
// limits of their own.
package inflate

import (
	"errors"
	"io"
)

const (
	window  = 32 << 10 // farthest distance back, bytes
	longest = 258      // longest match, bytes
	inSize  = 16 << 10 // read from the source at once, bytes
)

// ErrCorrupt says that the source is no DEFLATE stream.
var ErrCorrupt = errors.New("corrupt DEFLATE stream")

// errMore says that the input at hand ends before the next symbol does.
var errMore = errors.New("more input needed")

// A Reader inflates. It is not for concurrent use.
type Reader struct {
	src    io.Reader
	in     [inSize]byte
	ip, iw int    // in[ip:iw] is read from src and not used
	bits   uint64 // the next bits, lowest first
	nbits  uint

	out    [2 * window]byte // what came out lately
	op, ow int              // out[op:ow] is not handed out

	phase  phase
	final  bool // this block is the last
	stored int  // bytes of a stored block to come
	lit    huffman
	dist   huffman
	fixed  bool // lit and dist are those of RFC 1951 §3.2.6
	err    error
}

// phase is what comes next in the stream.
type phase uint8

const (
	header  phase = iota // a block's header
	raw                  // bytes of a stored block
	symbols              // of a compressed block
	ended
)

// NewReader returns a Reader of the raw DEFLATE stream src. It may read from src
// beyond the end of the stream.
func NewReader(src io.Reader) *Reader { return &Reader{src: src} }

// Read hands out what is inflated. It reads the source only when there is
// nothing to hand out. At the end of the stream it returns io.EOF; when the
// source ends before that, io.ErrUnexpectedEOF.
func (r *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for r.op == r.ow {
		if r.err != nil {
			return 0, r.err
		}
		r.advance()
	}
	n := copy(p, r.out[r.op:r.ow])
	r.op += n
	return n, nil
}

// advance inflates until the output is full or the input at hand is used up, and
// reads more input if that yielded nothing.
func (r *Reader) advance() {
	if r.ow > len(r.out)-longest { // keep what matches may refer to
		copy(r.out[:], r.out[r.ow-window:r.ow])
		r.op, r.ow = window, window
	}
	err := r.inflate()
	if err == errMore {
		err = nil
		if r.op == r.ow {
			err = r.fill()
		}
	}
	r.err = err
}

// fill reads more of the source into the input.
func (r *Reader) fill() error {
	if r.ip == r.iw {
		r.ip, r.iw = 0, 0
	}
	const empties = 100
	for range empties {
		n, err := r.src.Read(r.in[r.iw:])
		r.iw += n
		switch {
		case n > 0:
			return nil // an error that came with data comes again
		case err == io.EOF:
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
	}
	return io.ErrNoProgress
}

func (r *Reader) inflate() error {
	for {
		var err error
		switch r.phase {
		case header:
			err = r.blockHeader()
		case raw:
			err = r.copyStored()
		case symbols:
			err = r.decode()
		case ended:
			return io.EOF
		}
		if err != nil {
			return err
		}
		if r.ow > len(r.out)-longest {
			return nil // full
		}
	}
}

// more moves input into bits as far as it goes.
func (r *Reader) more() {
	for r.nbits <= 56 && r.ip < r.iw {
		r.bits |= uint64(r.in[r.ip]) << r.nbits
		r.ip++
		r.nbits += 8
	}
}

// take uses n bits, which are there.
func (r *Reader) take(n uint) uint {
	v := uint(r.bits & (1<<n - 1))
	r.bits >>= n
	r.nbits -= n
	return v
}

// must uses n bits, 32 at most, and waits for them. It serves within a block's
// header: a peer never stops there, so nothing is held back for long.
func (r *Reader) must(n uint) (uint, error) {
	for r.more(); r.nbits < n; r.more() {
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	return r.take(n), nil
}

// blockHeader reads a block's header (RFC 1951 §3.2.3).
func (r *Reader) blockHeader() error {
	if r.final {
		r.phase = ended
		return nil
	}
	if r.more(); r.nbits < 3 {
		return errMore
	}
	r.final = r.take(1) == 1
	switch r.take(2) {
	case 0:
		return r.storedHeader()
	case 1:
		if !r.fixed {
			r.lit.fixed()
			r.dist.make(repeat(nil, 5, 30))
			r.fixed = true
		}
		r.phase = symbols
		return nil
	case 2:
		r.phase = symbols
		r.fixed = false
		return r.dynamicHeader()
	}
	return ErrCorrupt
}

// storedHeader reads the length of a stored block (RFC 1951 §3.2.4).
func (r *Reader) storedHeader() error {
	r.take(r.nbits % 8)
	length, err := r.must(16)
	if err != nil {
		return err
	}
	check, err := r.must(16)
	if err != nil {
		return err
	}
	if length != check^0xffff {
		return ErrCorrupt
	}
	r.stored = int(length)
	r.phase = raw
	return nil
}

// copyStored hands on the bytes of a stored block as far as they are there.
func (r *Reader) copyStored() error {
	for r.stored > 0 {
		if r.more(); r.nbits == 0 {
			return errMore
		}
		if r.ow == len(r.out) {
			return nil
		}
		r.out[r.ow] = byte(r.take(8))
		r.ow++
		r.stored--
	}
	r.phase = header
	return nil
}

// decode inflates symbols (RFC 1951 §3.2.5) until the block ends, the output is
// full, or the input at hand ends within a symbol, which then is left alone.
func (r *Reader) decode() error {
	for r.ow <= len(r.out)-longest {
		r.more()
		bits, nbits := r.bits, r.nbits
		end, err := r.symbol()
		if err != nil {
			if err == errMore {
				r.bits, r.nbits = bits, nbits
			}
			return err
		}
		if end {
			r.phase = header
			return nil
		}
	}
	return nil
}

// symbol inflates one symbol: a byte, a match, or the end of the block.
func (r *Reader) symbol() (end bool, err error) {
	sym, err := r.code(&r.lit)
	switch {
	case err != nil:
		return false, err
	case sym < 256:
		r.out[r.ow] = byte(sym)
		r.ow++
		return false, nil
	case sym == 256:
		return true, nil
	case sym > 285:
		return false, ErrCorrupt
	}
	l := lengthCodes[sym-257]
	length, err := r.extra(l)
	if err != nil {
		return false, err
	}
	sym, err = r.code(&r.dist)
	if err != nil {
		return false, err
	}
	if sym > 29 {
		return false, ErrCorrupt
	}
	distance, err := r.extra(distanceCodes[sym])
	if err != nil {
		return false, err
	}
	if distance > r.ow {
		return false, ErrCorrupt
	}
	r.match(length, distance)
	return false, nil
}

// match repeats bytes from a distance back, which may overlap what it writes.
func (r *Reader) match(length, distance int) {
	from := r.ow - distance
	if distance >= length {
		r.ow += copy(r.out[r.ow:], r.out[from:from+length])
		return
	}
	for range length {
		r.out[r.ow] = r.out[from]
		r.ow++
		from++
	}
}

// extra reads the extra bits of a length or distance.
func (r *Reader) extra(x extraBits) (int, error) {
	if r.nbits < uint(x.bits) {
		return 0, errMore
	}
	return int(x.base) + int(r.take(uint(x.bits))), nil
}
