package profile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, text string, mode fs.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask is
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	t.Parallel()
	path := write(t, `
# comment
[profile.work]
url = "imaps://alice@mail.example.com/INBOX"
password_command = "pass show mail"
ca = "ca.pem"
key = "~/alice.key"
cert = "/etc/alice.pem"
read_only = true
color = "red"
on_connect = ["noop", "select INBOX"]
timeout = "90s"

[profile."home mail"]
unix = "/run/imap.sock"
on_connect = "noop"

[alias]
unread = "search unseen"
`, 0o644)
	c, err := Load(path, "/home/alice")
	if err != nil {
		t.Fatal(err)
	}
	want := &Profile{
		URL: "imaps://alice@mail.example.com/INBOX", PasswordCommand: "pass show mail", CA: filepath.Join(filepath.Dir(path), "ca.pem"),
		Key: filepath.Join("/home/alice", "alice.key"), Cert: "/etc/alice.pem", ReadOnly: true, Color: "red",
		OnConnect: lines{"noop", "select INBOX"}, Timeout: duration(90 * time.Second),
	}
	if got := c.Profiles["work"]; !reflect.DeepEqual(got, want) {
		t.Errorf("work is\n%+v, want\n%+v", got, want)
	}
	if got := c.Profiles["home mail"]; got == nil || len(got.OnConnect) != 1 {
		t.Errorf("home mail is %+v", got)
	}
	if c.Aliases["unread"] != "search unseen" {
		t.Errorf("aliases are %v", c.Aliases)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	const server = "[profile.work]\nurl = \"imaps://a@h\"\n"
	for _, row := range []struct {
		name, text string
		mode       fs.FileMode
		words      []string
	}{
		{"unknown key", server + "\npasword_command = \"x\"\n", 0o600, []string{":4: ", "pasword_command is no key", "did you mean password_command"}},
		{"unknown key, nothing like it", server + "zzzzzz = 1\n", 0o600, []string{":3: ", "there are url, user"}},
		{"unknown table", "[profil.work]\nurl = \"x\"\n", 0o600, []string{":1: ", "did you mean profile"}},
		{"unknown key at the top", "colour = \"red\"\n", 0o600, []string{":1: ", "colour is no table"}},
		{"no TOML", server + "user = alice\n", 0o600, []string{":3: "}},
		{"a secret without quotes", server + "password = hunter2\n", 0o600, []string{":3: ", "in quotes"}},
		{"a secret with a line end", server + "password = \"hunter2\nfoo\"\n", 0o600, []string{":3: "}},
		{"wrong type", server + "read_only = \"yes\"\n", 0o600, []string{":3: "}},
		{"wrong time", server + "timeout = \"soon\"\n", 0o600, []string{"30s"}},
		{"wrong on_connect", server + "on_connect = 3\n", 0o600, []string{"a list of lines"}},
		{"wrong tls", server + "tls = \"ssl\"\n", 0o600, []string{":3: ", "implicit, starttls, none"}},
		{"wrong color", server + "color = \"octarine\"\n", 0o600, []string{":3: ", "red, green"}},
		{"no server", "[profile.work]\nuser = \"a\"\n", 0o600, []string{":1: ", "needs url"}},
		{"a password that others can read", server + "password = \"hunter2\"\n", 0o640, []string{"password of profile work", "chmod 600"}},
		{"a password in a url", "[profile.work]\nurl = \"imaps://a:hunter2@h\"\n", 0o604, []string{"url of profile work"}},
		{"a password of a proxy", server + "proxy = \"socks5://u:hunter2@h:1\"\n", 0o644, []string{"proxy of profile work"}},
		{"written by anybody", server, 0o666, []string{"o-w"}},
		{"too large", strings.Repeat("#\n", maxSize), 0o600, []string{"no configuration"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if row.mode != 0o600 && runtime.GOOS == "windows" {
				return // no modes there
			}
			_, err := Load(write(t, row.text, row.mode), "")
			if err == nil {
				t.Fatal("accepted")
			}
			for _, w := range row.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q lacks %q", err, w)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error holds the secret: %v", err)
			}
		})
	}
}

func TestASecretForTheUserAlone(t *testing.T) {
	t.Parallel()
	c, err := Load(write(t, "[profile.work]\nurl = \"imaps://a@h\"\npassword = \"hunter2\"\n", 0o600), "")
	if err != nil || c.Profiles["work"].Password != "hunter2" {
		t.Errorf("got %v, %v", c, err)
	}
}

func TestNoFile(t *testing.T) {
	t.Parallel()
	if _, err := Load(filepath.Join(t.TempDir(), "none"), ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		env   map[string]string
		path  string
		named bool
	}{
		{"named", map[string]string{"IMAPSH_CONFIG": "/x/y", "HOME": "/h"}, "/x/y", true},
		{"XDG", map[string]string{"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, filepath.Join("/x", "imapsh", "config.toml"), false},
		{"home", map[string]string{"HOME": "/h"}, filepath.Join("/h", ".config", "imapsh", "config.toml"), false},
		{"nowhere", nil, "", false},
	} {
		if path, named := Path(func(k string) string { return row.env[k] }); path != row.path || named != row.named {
			t.Errorf("%s: got %q, %v", row.name, path, named)
		}
	}
}

// TestExample makes sure that the example works once its # are gone, and that
// it knows every key.
func TestExample(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sub", "config.toml")
	if err := WriteExample(path); err != nil {
		t.Fatal(err)
	}
	if err := WriteExample(path); err == nil {
		t.Error("the file was written twice")
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if _, err := Load(path, "/h"); err != nil {
		t.Errorf("as it is: %v", err)
	}
	var text strings.Builder
	for line := range strings.Lines(Example) {
		bare := strings.TrimPrefix(line, "# ")
		if strings.HasPrefix(bare, "[") || strings.Contains(bare, " = ") {
			text.WriteString(bare)
		}
	}
	if _, err := parse("example", text.String()); err != nil {
		t.Errorf("without its #: %v", err)
	}
	for _, key := range profileKeys() {
		if !strings.Contains(Example, "# "+key+" = ") {
			t.Errorf("the example does not show %s", key)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Example)
	f.Add("[profile.x]\nurl=\"imaps://h\"\n[alias]\na=\"b\"")
	f.Add("[profile]\nx = 3\n[[a]]\n")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := parse("f", text); err == nil && c == nil {
			t.Error("neither a configuration nor an error")
		}
	})
}
