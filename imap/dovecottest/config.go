package dovecottest

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed dovecot.conf.tmpl
var configTemplate string

// config is what the template of dovecot.conf is filled with.
type config struct {
	Dir, User, Group, Host string
	Port, TLSPort          int
	Separator, Prefix      string
	Capability, Mechanisms string
	NoPlaintext            bool
	Extra                  string
}

func (s *Server) writeConfig(o *options) error {
	c := config{
		Dir: s.Dir, User: s.owner.user, Group: s.owner.group, Host: s.Host,
		Port: s.Port, TLSPort: s.TLSPort,
		Separator: o.separator, Capability: o.capability, Mechanisms: o.mechanisms,
		NoPlaintext: o.noPlaintext, Extra: strings.Join(o.settings, "\n"),
	}
	if o.inboxPrefix != "" {
		c.Prefix = o.inboxPrefix + o.separator
	}
	tmpl, err := template.New("dovecot.conf").Parse(configTemplate)
	if err != nil {
		return err
	}
	var text strings.Builder
	if err := tmpl.Execute(&text, c); err != nil {
		return err
	}
	return s.writeFile("dovecot.conf", text.String())
}

// writeFile writes a file of the server's folder, readable by its user only.
func (s *Server) writeFile(name, text string) error {
	path := filepath.Join(s.Dir, name)
	if err := s.mkdir(filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return err
	}
	return s.owner.own(path)
}

// mkdir makes a folder below the server's, and its parents, as the server's
// user's own.
func (s *Server) mkdir(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := s.mkdir(filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	return s.owner.own(path)
}
