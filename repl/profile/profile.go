// Package profile reads config.toml: the servers a user has given names to, and
// the aliases. An unknown key, a wrong value and a file that shows a secret to
// others are errors that name the line.
//
// It never connects, never runs a command it reads, and never repeats a secret
// in an error.
package profile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// A Config is what config.toml holds.
type Config struct {
	Path     string
	Profiles map[string]*Profile
	Aliases  map[string]string
}

// A Profile is a server with a name, and how one logs in there. Paths of files
// are absolute.
type Profile struct {
	URL        string `toml:"url"`
	User       string `toml:"user"`
	As         string `toml:"as"`
	Auth       string `toml:"auth"`
	TLS        string `toml:"tls"`
	CA         string `toml:"ca"`
	Cert       string `toml:"cert"`
	Key        string `toml:"key"`
	ServerName string `toml:"servername"`
	Pin        string `toml:"pin"`
	Proxy      string `toml:"proxy"`
	Exec       string `toml:"exec"`
	Unix       string `toml:"unix"`

	Password        string `toml:"password"`
	PasswordCommand string `toml:"password_command"`
	PasswordFile    string `toml:"password_file"`
	TokenCommand    string `toml:"token_command"`

	Compress  bool   `toml:"compress"`
	ReadOnly  bool   `toml:"read_only"`
	Color     string `toml:"color"`      // of the prompt
	OnConnect lines  `toml:"on_connect"` // run after login

	Timeout        duration `toml:"timeout"`
	ConnectTimeout duration `toml:"connect_timeout"`
}

// Colors are the colours a prompt can have.
func Colors() []string {
	return []string{"red", "green", "yellow", "blue", "magenta", "cyan"}
}

// lines is a string, or a list of strings.
type lines []string

// UnmarshalTOML implements [toml.Unmarshaler].
func (l *lines) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		*l = lines{v}
		return nil
	case []any:
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return errors.New("on_connect is a line or a list of lines")
			}
			*l = append(*l, s)
		}
		return nil
	}
	return errors.New("on_connect is a line or a list of lines")
}

// duration is a time written as 30s or 2m.
type duration time.Duration

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil || v <= 0 {
		return errors.New(`a time is written as "30s" or "2m"`)
	}
	*d = duration(v)
	return nil
}

// Path is where the configuration is: IMAPSH_CONFIG, else imapsh/config.toml in
// XDG_CONFIG_HOME or ~/.config. named says that the user chose it, so that its
// absence is an error. "" is nowhere.
func Path(getenv func(string) string) (path string, named bool) {
	if path := getenv("IMAPSH_CONFIG"); path != "" {
		return path, true
	}
	dir := getenv("XDG_CONFIG_HOME")
	if dir == "" && getenv("HOME") != "" {
		dir = filepath.Join(getenv("HOME"), ".config")
	}
	if dir == "" {
		return "", false
	}
	return filepath.Join(dir, "imapsh", "config.toml"), false
}

// maxSize is the size above which no configuration is read.
const maxSize = 1 << 20

// Load reads a configuration. home stands for ~ in paths. The error for a file
// that is not there matches [fs.ErrNotExist].
func Load(path, home string) (*Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxSize:
		return nil, fmt.Errorf("%s: larger than %d bytes, which is no configuration", path, maxSize)
	}
	c, err := parse(path, string(text))
	if err != nil {
		return nil, err
	}
	if err := c.checkMode(info.Mode()); err != nil {
		return nil, err
	}
	for _, p := range c.Profiles {
		for _, file := range []*string{&p.CA, &p.Cert, &p.Key, &p.Unix, &p.PasswordFile} {
			*file = absolute(*file, filepath.Dir(path), home)
		}
	}
	return c, nil
}

// parse reads the text of a configuration.
func parse(path, text string) (*Config, error) {
	var raw struct {
		Profile map[string]*Profile `toml:"profile"`
		Alias   map[string]string   `toml:"alias"`
	}
	src := source{path: path, text: text}
	md, err := toml.Decode(text, &raw)
	if err != nil {
		return nil, src.syntax(err)
	}
	if unknown := md.Undecoded(); len(unknown) > 0 {
		return nil, src.unknown(unknown[0])
	}
	c := &Config{Path: path, Profiles: raw.Profile, Aliases: raw.Alias}
	for _, name := range slices.Sorted(keys(c.Profiles)) {
		if err := src.check(name, c.Profiles[name]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// checkMode refuses a file that tells others a secret, or lets them give us
// commands to run.
func (c *Config) checkMode(mode fs.FileMode) error {
	if runtime.GOOS == "windows" { // access lists rule there, not modes
		return nil
	}
	if mode.Perm()&0o002 != 0 {
		return fmt.Errorf("%s can be written by anybody, and it holds commands to run: chmod o-w it", c.Path)
	}
	for _, name := range slices.Sorted(keys(c.Profiles)) {
		if key := c.Profiles[name].literalSecret(); key != "" && mode.Perm()&0o077 != 0 {
			return fmt.Errorf("%s holds a secret (%s of profile %s) and can be read by others: chmod 600 it, or use password_command", c.Path, key, name)
		}
	}
	return nil
}

// literalSecret is the key that holds a secret as it is, "" if none does.
func (p *Profile) literalSecret() string {
	switch {
	case p.Password != "":
		return "password"
	case hasPassword(p.URL):
		return "url"
	case hasPassword(p.Proxy):
		return "proxy"
	}
	return ""
}

func hasPassword(s string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return strings.Contains(s, "@")
	}
	_, has := u.User.Password()
	return has
}

// absolute makes a path in a configuration one that holds everywhere.
func absolute(path, dir, home string) string {
	switch {
	case path == "":
		return ""
	case strings.HasPrefix(path, "~/") && home != "":
		return filepath.Join(home, path[2:])
	case filepath.IsAbs(path):
		return path
	}
	return filepath.Join(dir, path)
}
