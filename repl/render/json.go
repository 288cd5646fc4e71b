package render

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"imapsh/imap"
	"imapsh/imap/wire"
)

// jsonView is one object a line: command, status, code, text, data, untagged,
// elapsed.
type jsonView struct {
	r      *Renderer
	call   Call
	others []imap.Entry
}

// jsonBytes is bytes as JSON: a string if they are UTF-8, else {"b64": "…"}.
type jsonBytes []byte

// MarshalJSON implements json.Marshaler.
func (b jsonBytes) MarshalJSON() ([]byte, error) {
	if utf8.Valid(b) {
		return json.Marshal(string(b))
	}
	return json.Marshal(map[string]string{"b64": base64.StdEncoding.EncodeToString(b)})
}

type jsonResult struct {
	Command  string         `json:"command"`
	Status   string         `json:"status"`
	Code     *jsonCode      `json:"code"`
	Text     jsonBytes      `json:"text"`
	Data     []any          `json:"data"`
	Untagged []jsonUntagged `json:"untagged"`
	Elapsed  float64        `json:"elapsed"` // seconds
	Error    string         `json:"error,omitempty"`
	Class    string         `json:"class,omitempty"`
}

type jsonCode struct {
	Name jsonBytes `json:"name"`
	Data jsonBytes `json:"data,omitempty"`
}

type jsonUntagged struct {
	Type string `json:"type"`
	Data []any  `json:"data"`
}

type jsonPair struct {
	Text    jsonBytes `json:"text"`
	Literal jsonBytes `json:"literal"`
}

func (v *jsonView) Handler() *imap.Handler {
	return &imap.Handler{Other: func(e imap.Entry) {
		if !v.call.ownType(e.Type) {
			v.others = append(v.others, e)
		}
	}}
}

func (v *jsonView) End(res *imap.Result, err error) error {
	if res == nil {
		res = &imap.Result{}
	}
	out := jsonResult{
		Command: v.call.Line, Status: res.Type, Data: jsonData(res.Data),
		Elapsed: float64(res.Elapsed.Round(time.Microsecond)) / float64(time.Second),
	}
	if res.Pair {
		out.Data = []any{jsonData(res.Data), jsonData(res.More)}
	}
	text := v.r.Mask(res.Completion.Text)
	if code, ok := wire.ParseCode(text); ok {
		out.Code = &jsonCode{jsonBytes(code.Name), jsonBytes(code.Data)}
		text = code.Text
	}
	out.Text = jsonBytes(text)
	out.Untagged = []jsonUntagged{} // not null, so that a reader can loop over it
	for _, e := range v.others {
		out.Untagged = append(out.Untagged, jsonUntagged{e.Type, jsonItems(e.Items)})
	}
	if err != nil {
		out.Error, out.Class = string(v.r.Mask([]byte(err.Error()))), imap.ClassOf(err).String()
	}
	v.r.remember(res)
	return v.r.jsonLine(out)
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

func jsonData(d *imap.Data) []any {
	out := []any{}
	if d == nil {
		return []any{nil}
	}
	for it, err := range d.All() {
		if err != nil {
			return out
		}
		out = append(out, jsonItem(it))
	}
	return out
}

func jsonItems(items []imap.Item) []any {
	out := []any{}
	for _, it := range items {
		out = append(out, jsonItem(it))
	}
	return out
}

func jsonItem(it imap.Item) any {
	text := append(jsonBytes{}, it.Text...)
	if !it.IsPair() {
		return text
	}
	return jsonPair{text, append(jsonBytes{}, it.Literal...)}
}
