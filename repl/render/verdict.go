package render

import (
	"fmt"
	"strings"
	"time"

	"imapsh/imap"
	"imapsh/imap/wire"
)

// verdict shows how a command ended: status, code, text, what came and how long
// it took. On a terminal it goes where the data goes, off one to stderr.
func (r *Renderer) verdict(_ Call, res *imap.Result, t tally) {
	if r.Quiet {
		return
	}
	typ, text := res.Completion.Type, string(r.Mask(res.Completion.Text))
	parts := []string{r.palette.status(typ).Sprint(typ) + r.completionText(text)}
	if t.items > 0 {
		parts = append(parts, plural(t.items, "item"))
	}
	switch {
	case t.literals == 1:
		parts = append(parts, Bytes(t.bytes)+" literal")
	case t.literals > 1:
		parts = append(parts, fmt.Sprintf("%s in %d literals", Bytes(t.bytes), t.literals))
	}
	if r.Timing {
		parts = append(parts, Elapsed(res.Elapsed))
	}
	line := strings.Join(parts, r.palette.dim.Sprint(" · "))
	if r.Terminal {
		fmt.Fprintln(r.out, line)
		return
	}
	fmt.Fprintln(r.err, line)
}

// completionText is the text of a tagged line, an alert standing out.
func (r *Renderer) completionText(text string) string {
	if text == "" {
		return ""
	}
	if code, ok := wire.ParseCode([]byte(text)); ok && strings.EqualFold(string(code.Name), "ALERT") {
		return " " + r.palette.alert.Sprint(GateLine(text))
	}
	return " " + GateLine(text)
}

// note shows a response that came beside the command's own data.
func (r *Renderer) note(e imap.Entry) {
	if r.Quiet {
		return
	}
	line := GateLine(string(r.Mask(shortLine(e))))
	w := r.err
	if r.Terminal {
		w = r.out
	}
	style := r.palette.dim
	if isAlert(e) {
		style = r.palette.alert
	}
	fmt.Fprintln(w, style.Sprint("· "+line))
}

func isAlert(e imap.Entry) bool {
	if !e.Status || len(e.Items) == 0 {
		return false
	}
	code, ok := wire.ParseCode(e.Items[0].Text)
	return ok && strings.EqualFold(string(code.Name), "ALERT")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Bytes is a size for people: 23 B, 4.8 MB.
func Bytes(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	f := float64(n)
	for _, unit := range [...]string{"kB", "MB", "GB", "TB", "PB"} {
		if f /= 1000; f < 999.5 {
			return fmt.Sprintf("%.3g %s", f, unit)
		}
	}
	return fmt.Sprintf("%.0f EB", f/1000)
}

// Elapsed is a time for people: 0.4 ms, 2.31 s.
func Elapsed(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	case d < time.Minute:
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}
