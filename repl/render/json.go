package render

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonBytes is bytes as JSON: a string if they are UTF-8, else {"b64": "…"}.
type jsonBytes []byte

// MarshalJSON implements json.Marshaler.
func (b jsonBytes) MarshalJSON() ([]byte, error) {
	if utf8.Valid(b) {
		return json.Marshal(string(b))
	}
	return json.Marshal(map[string]string{"b64": base64.StdEncoding.EncodeToString(b)})
}

// jsonLine writes one object on a line of stdout. What would move a terminal is
// written as JSON's own escape, in files and pipes too: the value is the same.
func (r *Renderer) jsonLine(v any) error {
	enc := json.NewEncoder(jsonGate{r.out})
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return &OutputError{err}
	}
	return r.Flush()
}

// jsonGate escapes in JSON, which arrives in one piece, what the gate would not
// let through. Outside of strings JSON has none of it.
type jsonGate struct{ w io.Writer }

func (g jsonGate) Write(p []byte) (int, error) {
	body := p[:len(p)-1] // its line end is ours
	if firstUnsafe(body, true) == len(body) {
		return g.w.Write(p)
	}
	var safe []byte
	for rest := body; ; {
		n := firstUnsafe(rest, true)
		if n == len(rest) {
			safe = append(append(safe, rest...), '\n')
			break
		}
		safe = append(safe, rest[:n]...)
		r, size := utf8.DecodeRune(rest[n:])
		for _, unit := range utf16.AppendRune(nil, r) {
			safe = appendHex(append(safe, `\u`...), uint32(unit), 4)
		}
		rest = rest[n+size:]
	}
	if _, err := g.w.Write(safe); err != nil {
		return 0, err
	}
	return len(p), nil
}
