package store

import "sync"

// A Body is the text of a message: fixed for good, shared by the copies of the
// message, and made only when somebody asks for it.
type Body struct {
	mu     sync.Mutex
	load   func() ([]byte, error)
	data   []byte
	size   int64 // -1 while unknown
	loaded bool
	parsed any
}

// NewBody returns a Body of these bytes, which must not be changed afterwards.
func NewBody(text []byte) *Body {
	return &Body{data: text, size: int64(len(text)), loaded: true}
}

// LazyBody returns a Body that calls load at most once, when its bytes are
// first needed. Give size as -1 when it is not known beforehand; then asking
// for it loads the body.
func LazyBody(size int64, load func() ([]byte, error)) *Body {
	return &Body{load: load, size: size}
}

// Bytes returns the text. It must not be changed. An error of the loader is
// returned again at every call until it succeeds.
func (b *Body) Bytes() ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes()
}

func (b *Body) bytes() ([]byte, error) {
	if b.loaded {
		return b.data, nil
	}
	data, err := b.load()
	if err != nil {
		return nil, err
	}
	b.data, b.size, b.loaded, b.load = data, int64(len(data)), true, nil
	return data, nil
}

// Size returns the length of the text in bytes; 0 when it cannot be loaded.
func (b *Body) Size() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.size < 0 {
		if _, err := b.bytes(); err != nil {
			return 0
		}
	}
	return b.size
}

// known is the length, where no loading is needed to tell it.
func (b *Body) known() (size int64, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.size, b.size >= 0
}

// Parsed returns what parse makes of the text, made once and kept.
func (b *Body) Parsed(parse func([]byte) any) (any, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.parsed == nil {
		data, err := b.bytes()
		if err != nil {
			return nil, err
		}
		b.parsed = parse(data)
	}
	return b.parsed, nil
}
