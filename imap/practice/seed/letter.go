package seed

import (
	"bytes"
	"embed"
	"strings"
	"time"
)

// The messages have LF line ends here, so that any editor can read and change
// them, and get CRLF when they are asked for.
//
//go:embed mail
var files embed.FS

func (l letter) message() Message {
	internal, _ := time.Parse(time.RFC3339, l.internal) // a test reads them all
	m := Message{
		UID:      l.uid,
		Flags:    strings.Fields(l.flags),
		Internal: internal,
		Body:     func() ([]byte, error) { return readLetter(l.file) },
	}
	if l.file == recordingFile {
		m.Size, m.Body = recordingSize(), recording
		return m
	}
	text, _ := files.ReadFile("mail/" + l.file + ".eml")
	m.Size = int64(len(text) + bytes.Count(text, []byte{'\n'}))
	if bytes.Contains(text, []byte{'\r'}) { // checked out with CRLF line ends
		m.Size = int64(len(toCRLF(text)))
	}
	return m
}

func readLetter(file string) ([]byte, error) {
	text, err := files.ReadFile("mail/" + file + ".eml")
	return toCRLF(text), err
}

// toCRLF gives every line the end that a message has on the wire. A lone CR
// stays as it is.
func toCRLF(b []byte) []byte {
	out := make([]byte, 0, len(b)+bytes.Count(b, []byte{'\n'}))
	for len(b) > 0 {
		line, rest, found := bytes.Cut(b, []byte{'\n'})
		out = append(out, bytes.TrimSuffix(line, []byte{'\r'})...)
		if found {
			out = append(out, '\r', '\n')
		} else if bytes.HasSuffix(line, []byte{'\r'}) {
			out = append(out, '\r')
		}
		b = rest
	}
	return out
}
