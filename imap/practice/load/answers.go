package load

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"
)

const (
	// CacheLimit is the size in bytes of the largest answer that is kept; a
	// larger one is made anew while it is sent.
	CacheLimit = 128 << 20
	// writeBuffer is the size in bytes of the pieces in which an answer is made.
	writeBuffer = 256 << 10
)

// answers keeps workloads as bytes, made when they are first asked for. The
// zero value is ready, and safe for several sessions.
type answers struct {
	mu    sync.Mutex
	known map[string]*answer
}

// An answer is a workload that may be kept.
type answer struct {
	load     workload
	plain    func() []byte // nil where the workload is not kept
	deflated func() []byte
}

// get is the answer of a workload; equal keys share one.
func (a *answers) get(l workload) *answer {
	if l.key == "" {
		none := func() []byte { return nil }
		return &answer{load: l, plain: none, deflated: none}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if known, ok := a.known[l.key]; ok {
		return known
	}
	made := &answer{load: l, plain: sync.OnceValue(l.bytes)}
	made.deflated = sync.OnceValue(func() []byte { return deflate(made.plain()) })
	if a.known == nil {
		a.known = map[string]*answer{}
	}
	a.known[l.key] = made
	return made
}

// writeTo sends the answer to w in the clear.
func (a *answer) writeTo(w io.Writer) error {
	if b := a.plain(); b != nil {
		_, err := w.Write(b)
		return err
	}
	return a.load.writeTo(w)
}

// writeDeflated sends the answer to w as a piece of a DEFLATE stream that ends
// at a byte boundary and refers to nothing before it.
func (a *answer) writeDeflated(w io.Writer) error {
	if b := a.deflated(); b != nil {
		_, err := w.Write(b)
		return err
	}
	d, err := flate.NewWriter(w, flate.BestSpeed)
	if err != nil {
		return err
	}
	if err := a.load.writeTo(d); err != nil {
		return err
	}
	return d.Flush()
}

// bytes is the whole workload, or nil where it is larger than CacheLimit.
func (l workload) bytes() []byte {
	var b bytes.Buffer
	if err := l.writeTo(&limited{&b}); err != nil {
		return nil
	}
	return b.Bytes()
}

// limited is a buffer that refuses to grow beyond CacheLimit.
type limited struct{ *bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > CacheLimit {
		return 0, io.ErrShortBuffer
	}
	return l.Buffer.Write(p)
}

// deflate compresses b as writeDeflated describes; nil stays nil.
func deflate(b []byte) []byte {
	if b == nil {
		return nil
	}
	var z bytes.Buffer
	d, err := flate.NewWriter(&z, flate.DefaultCompression)
	if err != nil {
		return nil
	}
	d.Write(b) // a bytes.Buffer takes everything
	d.Flush()
	return z.Bytes()
}
