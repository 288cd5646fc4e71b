//go:build unix

package lineedit_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"imapsh/repl/lineedit/ptytest"
)

// tmux is a real terminal with an idea of its own about wide characters and long
// lines. It is asked what it shows until that is right.
type tmux struct {
	t      *testing.T
	socket string
}

// startTmux runs the helper in a tmux of its own; it returns nil where there is no
// tmux, which is a failure when IMAPSH_REQUIRE is set.
func startTmux(t *testing.T, cols, rows string) *tmux {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("IMAPSH_REQUIRE") == "1" {
			t.Fatal("tmux is required: ", err)
		}
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	x := &tmux{t: t, socket: t.TempDir() + "/tmux"}
	x.run("-f", "/dev/null", "-u", "new-session", "-d", "-x", cols, "-y", rows, "env "+helperEnv+"=shell "+self)
	t.Cleanup(func() { exec.Command("tmux", "-S", x.socket, "kill-server").Run() })
	x.shows("ready\n>")
	return x
}

func (x *tmux) run(args ...string) string {
	x.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", x.socket}, args...)...).CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func (x *tmux) shows(want string) {
	x.t.Helper()
	got := ""
	for deadline := time.Now().Add(ptytest.Patience); time.Now().Before(deadline); {
		rows := strings.Split(x.run("capture-pane", "-p", "-S", "-"), "\n") // with what scrolled away
		for i, r := range rows {
			rows[i] = strings.TrimRight(r, " ")
		}
		if got = strings.TrimRight(strings.Join(rows, "\n"), "\n"); got == want {
			return
		}
	}
	x.t.Fatalf("tmux shows:\n%s\nwant:\n%s", got, want)
}

// cursor waits for the cursor to be there: row and column.
func (x *tmux) cursor(want string) {
	x.t.Helper()
	got := ""
	for deadline := time.Now().Add(ptytest.Patience); time.Now().Before(deadline); {
		if got = strings.TrimSpace(x.run("display-message", "-p", "#{cursor_y},#{cursor_x}")); got == want {
			return
		}
	}
	x.t.Fatalf("tmux has the cursor at %s, want %s", got, want)
}

func TestTmuxWideCharacters(t *testing.T) {
	t.Parallel()
	x := startTmux(t, "80", "24")
	if x == nil {
		return
	}
	x.run("send-keys", "-l", "箱子x😀e\u0301한y")
	x.shows("ready\n> 箱子x😀e\u0301한y")
	x.cursor("1,13")
	x.run("send-keys", "Left", "Left", "Left")
	x.cursor("1,9")
	x.run("send-keys", "-l", "Z")
	x.shows("ready\n> 箱子x😀Ze\u0301한y")
	x.cursor("1,10")
	x.run("send-keys", "Home", "Delete", "End", "BSpace")
	x.shows("ready\n> 子x😀Ze\u0301한")
	x.run("send-keys", "C-u")
	x.run("send-keys", "-l", "箱")
	x.run("send-keys", "Tab", "Tab", "BTab", "BTab")
	x.shows("ready\n> 箱庭\n箱子  box\n箱根  Hakone\n箱庭  miniature garden")
	x.cursor("1,6")
}

// One change of size at a time: of two that follow at once, the second may come while
// the first is being answered, and no program can know what its terminal shows then.
func TestTmuxRewrapsLongLines(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, cols, shows string }{
		{"wider", "60", "ready\n> abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi abcdefgh\ni"},
		{"narrower", "30", "ready\n> abcdefghi abcdefghi abcdefgh\ni abcdefghi abcdefghi abcdefgh\ni"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			x := startTmux(t, "40", "10")
			if x == nil {
				return
			}
			x.run("send-keys", "-l", "abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi ")
			x.shows("ready\n> abcdefghi abcdefghi abcdefghi abcdefgh\ni abcdefghi abcdefghi")
			x.cursor("2,22")
			x.run("resize-window", "-x", row.cols, "-y", "10")
			x.shows(row.shows)
		})
	}
}
