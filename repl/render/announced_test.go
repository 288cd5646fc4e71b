package render_test

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"imapsh/imap"
	"imapsh/imap/practice"
	"imapsh/repl/render"
)

// A literal may be announced with any size: no view takes memory for it before it
// is there.
func TestT02_NoViewAllocatesForWhatIsOnlyAnnounced(t *testing.T) {
	for _, size := range []string{"16777000", "268435456", "9223372036854775807"} {
		for i := range 8 {
			format, terminal := []render.Format{render.Text, render.Raw, render.Tuple, render.JSON}[i/2], i%2 == 0
			t.Run(fmt.Sprint(format, " ", size, " ", terminal), func(t *testing.T) {
				peer, _ := practice.Script{
					practice.Send("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"), practice.Expect(`\S+ FETCH .*`),
					practice.Send("* 1 FETCH (BODY[] {" + size + "}\r\nabc"), practice.Cut(),
				}.Pipe()
				c, err := imap.New(t.Context(), peer, imap.Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				r := render.New(render.Options{Out: io.Discard, Err: io.Discard, Format: format, Terminal: terminal})
				cmd := imap.Fetch(imap.Word("1"), imap.Word("BODY[]"))
				cmd.States = imap.Connected
				view := r.View(render.Call{Command: cmd, Client: c})
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				if _, err := c.Do(t.Context(), cmd, view.Handler()); imap.ClassOf(err) != imap.ClassAbort {
					t.Errorf("%v, want an abort", err)
				}
				runtime.ReadMemStats(&after)
				if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
					t.Errorf("%d MiB were allocated for three bytes", n>>20)
				}
			})
		}
	}
}
