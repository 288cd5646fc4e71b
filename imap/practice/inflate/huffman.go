package inflate

// quick is the number of bits that are decoded by looking them up.
const quick = 9

// A huffman decodes one of a block's two codes. Codes up to quick bits are looked
// up, longer ones found bit by bit.
type huffman struct {
	table  [1 << quick]uint16 // symbol<<4 | length by the next bits, 0 for longer codes
	count  [16]int            // how many codes have each length
	symbol [288]uint16        // ordered by length, then by symbol
}

// make builds the code in which symbol i has lengths[i] bits, 0 for none
// (RFC 1951 §3.2.2). It reports false when the lengths ask for more codes than
// there are.
func (h *huffman) make(lengths []uint8) bool {
	h.count = [16]int{}
	for _, l := range lengths {
		h.count[l]++
	}
	h.count[0] = 0
	var first, place [16]int // the first code and place in symbol of each length
	left := 1
	for l := 1; l < 16; l++ {
		left = left<<1 - h.count[l]
		if left < 0 {
			return false
		}
		first[l] = (first[l-1] + h.count[l-1]) << 1
		place[l] = place[l-1] + h.count[l-1]
	}
	clear(h.table[:])
	for sym, l := range lengths {
		if l == 0 {
			continue
		}
		h.symbol[place[l]] = uint16(sym)
		place[l]++
		if l <= quick {
			h.enter(first[l], int(l), sym)
		}
		first[l]++
	}
	return true
}

// enter writes a code into the table, at every index whose low bits are it. A
// code comes highest bit first, the stream lowest bit first.
func (h *huffman) enter(code, length, sym int) {
	reversed := 0
	for i := range length {
		reversed |= code >> i & 1 << (length - 1 - i)
	}
	for i := reversed; i < len(h.table); i += 1 << length {
		h.table[i] = uint16(sym<<4 | length)
	}
}

// code decodes the next symbol.
func (r *Reader) code(h *huffman) (int, error) {
	if e := h.table[r.bits&(1<<quick-1)]; e != 0 {
		n := uint(e & 15)
		if n > r.nbits {
			return 0, errMore
		}
		r.bits >>= n
		r.nbits -= n
		return int(e >> 4), nil
	}
	return r.longCode(h)
}

// longCode decodes bit by bit: codes of one length are consecutive numbers.
func (r *Reader) longCode(h *huffman) (int, error) {
	code, first, place := 0, 0, 0
	for l := uint(1); l < 16; l++ {
		if l > r.nbits {
			return 0, errMore
		}
		code |= int(r.bits >> (l - 1) & 1)
		n := h.count[l]
		if code-first < n {
			r.take(l)
			return int(h.symbol[place+code-first]), nil
		}
		place += n
		first = (first + n) << 1
		code <<= 1
	}
	return 0, ErrCorrupt
}

// repeat appends n times the same length.
func repeat(lengths []uint8, length uint8, n int) []uint8 {
	for range n {
		lengths = append(lengths, length)
	}
	return lengths
}

// fixed is the literal code of RFC 1951 §3.2.6.
func (h *huffman) fixed() {
	l := make([]uint8, 0, 288)
	h.make(repeat(repeat(repeat(repeat(l, 8, 144), 9, 112), 7, 24), 8, 8))
}

// order is how the lengths of the code for lengths come (RFC 1951 §3.2.7).
var order = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// dynamicHeader reads a block's own codes (RFC 1951 §3.2.7).
func (r *Reader) dynamicHeader() error {
	counts, err := r.must(14)
	if err != nil {
		return err
	}
	literals := int(counts&31) + 257
	dists := int(counts>>5&31) + 1
	var lengths [320]uint8
	for i := range int(counts>>10) + 4 {
		n, err := r.must(3)
		if err != nil {
			return err
		}
		lengths[order[i]] = uint8(n)
	}
	if literals > 286 || !r.lit.make(lengths[:19]) {
		return ErrCorrupt
	}
	clear(lengths[:])
	if err := r.codeLengths(lengths[:literals+dists]); err != nil {
		return err
	}
	if lengths[256] == 0 || !r.lit.make(lengths[:literals]) || !r.dist.make(lengths[literals:literals+dists]) {
		return ErrCorrupt
	}
	return nil
}

// codeLengths reads lengths, which are coded themselves.
func (r *Reader) codeLengths(lengths []uint8) error {
	for i := 0; i < len(lengths); {
		sym, err := r.mustCode(&r.lit)
		if err != nil {
			return err
		}
		if sym < 16 {
			lengths[i] = uint8(sym)
			i++
			continue
		}
		x := repeats[sym-16]
		n, err := r.must(uint(x.bits))
		if err != nil {
			return err
		}
		length := uint8(0)
		if sym == 16 {
			if i == 0 {
				return ErrCorrupt
			}
			length = lengths[i-1]
		}
		times := int(x.base) + int(n)
		if times > len(lengths)-i {
			return ErrCorrupt
		}
		for range times {
			lengths[i] = length
			i++
		}
	}
	return nil
}

// mustCode decodes a symbol and waits for its bits.
func (r *Reader) mustCode(h *huffman) (int, error) {
	for {
		r.more()
		sym, err := r.code(h)
		if err != errMore {
			return sym, err
		}
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
}

// extraBits says how a symbol goes on: base plus the value of so many bits.
type extraBits struct {
	base uint16
	bits uint8
}

// The tables of RFC 1951 §3.2.5 and §3.2.7.
var (
	lengthCodes = [29]extraBits{
		{3, 0},
		{4, 0},
		{5, 0},
		{6, 0},
		{7, 0},
		{8, 0},
		{9, 0},
		{10, 0},
		{11, 1},
		{13, 1},
		{15, 1},
		{17, 1},
		{19, 2},
		{23, 2},
		{27, 2},
		{31, 2},
		{35, 3},
		{43, 3},
		{51, 3},
		{59, 3},
		{67, 4},
		{83, 4},
		{99, 4},
		{115, 4},
		{131, 5},
		{163, 5},
		{195, 5},
		{227, 5},
		{258, 0},
	}
	distanceCodes = [30]extraBits{
		{1, 0},
		{2, 0},
		{3, 0},
		{4, 0},
		{5, 1},
		{7, 1},
		{9, 2},
		{13, 2},
		{17, 3},
		{25, 3},
		{33, 4},
		{49, 4},
		{65, 5},
		{97, 5},
		{129, 6},
		{193, 6},
		{257, 7},
		{385, 7},
		{513, 8},
		{769, 8},
		{1025, 9},
		{1537, 9},
		{2049, 10},
		{3073, 10},
		{4097, 11},
		{6145, 11},
		{8193, 12},
		{12289, 12},
		{16385, 13},
		{24577, 13},
	}
	repeats = [3]extraBits{{3, 2}, {3, 3}, {11, 7}}
)
