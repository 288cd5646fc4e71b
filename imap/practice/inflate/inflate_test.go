package inflate

import (
	"bytes"
	"compress/flate"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// texts are inputs of all kinds: short, long, repetitive, random.
func texts() map[string][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	random := make([]byte, 30_000)
	skewed := make([]byte, 100_000)
	for i := range random {
		random[i] = byte(r.Uint32())
	}
	for i := range skewed {
		skewed[i] = byte(r.ExpFloat64() * 12) // rare symbols get codes longer than quick
	}
	var fetch strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&fetch, "* %d FETCH (UID %d FLAGS (\\Seen) RFC822.SIZE %d)\r\n", i, i*3, r.IntN(100_000))
	}
	return map[string][]byte{
		"empty":  nil,
		"byte":   []byte("x"),
		"line":   []byte("* OK done\r\n"),
		"zeros":  make([]byte, 100_000),
		"random": random,
		"skewed": skewed,
		"fetch":  []byte(fetch.String()),
	}
}

func deflate(t testing.TB, text []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(text)
	w.Close()
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for name, text := range texts() {
		for _, level := range []int{flate.HuffmanOnly, flate.NoCompression, 1, 6, 9} {
			packed := deflate(t, text, level)
			for kind, src := range map[string]io.Reader{
				"whole":      bytes.NewReader(packed),
				"byte":       iotest.OneByteReader(bytes.NewReader(packed)),
				"with error": iotest.DataErrReader(bytes.NewReader(packed)),
			} {
				got, err := io.ReadAll(NewReader(src))
				if err != nil || !bytes.Equal(got, text) {
					t.Errorf("%s, level %d, %s: %d bytes, %v; want %d", name, level, kind, len(got), err, len(text))
				}
			}
		}
	}
}

// waiting is a source that has nothing more to say, and says so loudly.
type waiting struct {
	t    *testing.T
	data []byte
}

func (w *waiting) Read(p []byte) (int, error) {
	if len(w.data) == 0 {
		w.t.Error("waits for more although all that was flushed has come")
		return 0, io.EOF
	}
	n := copy(p, w.data)
	w.data = w.data[n:]
	return n, nil
}

// Streams of zlib 1.2.13 that end in a flush of each kind: Z_PARTIAL_FLUSH,
// Z_SYNC_FLUSH and Z_FULL_FLUSH. All of the text must come out at once.
func TestFlushes(t *testing.T) {
	t.Parallel()
	for name, stream := range map[string]string{
		"partial":                  partialFlush,
		"sync":                     syncFlush,
		"full":                     fullFlush,
		"partial, a dynamic block": partialDynamic,
	} {
		packed, err := hex.DecodeString(stream)
		if err != nil {
			t.Fatal(err)
		}
		want := "3 NAMESPACE\r\n"
		if strings.Contains(name, "dynamic") {
			want = strings.Repeat("4 LIST \"\" (\"*\" \"%\") RETURN (CHILDREN)\r\n5 STATUS INBOX (MESSAGES UIDNEXT)\r\n", 9)
		}
		r := NewReader(&waiting{t, packed})
		got := make([]byte, len(want))
		if n, err := io.ReadFull(r, got); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v", name, got[:n], err)
		}
	}
}

func TestCorrupt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		stream []byte
		want   error
	}{
		"reserved block type":       {[]byte{0x07}, ErrCorrupt},
		"stored length, no check":   {[]byte{0x01, 0x01, 0x00, 0x00, 0x00}, ErrCorrupt},
		"distance before the start": {[]byte{0x4b, 0x04, 0x22, 0x00}, ErrCorrupt},
		"nothing":                   {nil, io.ErrUnexpectedEOF},
		"ends in a header":          {[]byte{0x00, 0x05}, io.ErrUnexpectedEOF},
		"ends in a stored block":    {[]byte{0x01, 0x05, 0x00, 0xfa, 0xff, 'a'}, io.ErrUnexpectedEOF},
	} {
		if _, err := io.ReadAll(NewReader(bytes.NewReader(tc.stream))); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
	src := iotest.ErrReader(errors.New("reset"))
	if _, err := io.ReadAll(NewReader(src)); err == nil || err.Error() != "reset" {
		t.Errorf("an error of the source: %v", err)
	}
}

// FuzzInflate compares with compress/flate: what that inflates comes out the
// same, and what comes out of a damaged stream agrees as far as both go.
func FuzzInflate(f *testing.F) {
	for _, text := range texts() {
		f.Add(deflate(f, text[:min(len(text), 2000)], 6))
	}
	f.Add([]byte{0x07})
	f.Fuzz(func(t *testing.T, packed []byte) {
		const most = 1 << 20
		want, wantErr := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), most))
		got, err := io.ReadAll(io.LimitReader(NewReader(bytes.NewReader(packed)), most))
		if wantErr == nil && (err != nil || !bytes.Equal(got, want)) {
			t.Errorf("%d bytes, %v; want %d", len(got), err, len(want))
		}
		if n := min(len(got), len(want)); !bytes.Equal(got[:n], want[:n]) {
			t.Errorf("the first %d bytes differ", n)
		}
	})
}

func BenchmarkInflate(b *testing.B) {
	text := bytes.Repeat(texts()["fetch"], 20)
	packed := deflate(b, text, 6)
	for name, open := range map[string]func(io.Reader) io.Reader{
		"own":   func(r io.Reader) io.Reader { return NewReader(r) },
		"flate": func(r io.Reader) io.Reader { return flate.NewReader(r) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				io.Copy(io.Discard, open(bytes.NewReader(packed)))
			}
		})
	}
}
