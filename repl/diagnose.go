package repl

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"imapsh/imap"
	"imapsh/repl/diagnose"
	"imapsh/repl/render"
)

// Diagnose implements [command.Connection].
func (s *Session) Diagnose(ctx context.Context, target string) error {
	srv := s.server
	if target != "" || s.link == nil {
		var err error
		if srv, err = s.diagnosed(target); err != nil {
			return err
		}
	}
	s.flagsTaken = true
	t, err := s.diagnosis(srv)
	if err != nil {
		return err
	}
	err = t.Run(ctx)
	s.verdict(err)
	if err != nil {
		return &shownError{err}
	}
	return nil
}

// diagnosed is the server that `imapsh diagnose` names.
func (s *Session) diagnosed(target string) (*server, error) {
	if s.cfg.Demo != nil {
		srv := &server{demo: true, host: "demo"}
		srv.defaults()
		return srv, s.addFlags(srv)
	}
	return s.parseTarget(target)
}

// diagnosis says what is to be tried.
func (s *Session) diagnosis(srv *server) (*diagnose.Target, error) {
	d, err := s.dialer(srv)
	if err != nil {
		return nil, err
	}
	t := &diagnose.Target{
		Server: *d, Name: srv.host, NoSTARTTLS: srv.tls == "none", Demand: srv.tls == "starttls", Report: s.reportStep,
		Options: imap.Options{
			Host: srv.host, TLS: d.TLS, Timeout: s.timeout(srv), AllowClear: s.cfg.ClearAuth, Secrets: s.secrets, Tracer: s.tracer.current(),
		},
	}
	if srv.demo {
		t.Demo = func(ctx context.Context) (*imap.Client, error) {
			nc, err := s.cfg.Demo(ctx)
			if err != nil {
				return nil, err
			}
			return imap.New(ctx, nc, t.Options)
		}
	}
	if other := map[string]string{"993": "143", "143": "993"}[srv.port]; other != "" && !srv.local() && srv.proxy == nil {
		o := *d
		o.Port, o.Implicit = other, other == "993"
		t.Other = &o
	}
	if srv.wantsLogin() || srv.byHand && srv.user != "" {
		t.LogIn = func(ctx context.Context, c *imap.Client) (string, error) { return s.logInToDiagnose(ctx, c, srv) }
	}
	return t, nil
}

// logInToDiagnose logs in as a session would, and says how.
func (s *Session) logInToDiagnose(ctx context.Context, c *imap.Client, srv *server) (string, error) {
	cmd, err := s.loginCommand(ctx, c, srv)
	if err != nil {
		return "", err
	}
	how := "with the LOGIN command"
	if cmd.Name == "AUTHENTICATE" {
		how = "with " + imap.ArgText(cmd.Args[0])
	}
	if srv.user != "" {
		how = "as " + srv.user + " " + how
	}
	if err := quietly(ctx, c, cmd); err != nil {
		return "", err
	}
	return how, nil
}

// stepLine is a step as JSON.
type stepLine struct {
	Layer   diagnose.Layer  `json:"layer"`
	Status  diagnose.Status `json:"status"`
	Detail  string          `json:"detail"`
	Advice  string          `json:"advice,omitempty"`
	Elapsed float64         `json:"elapsed_ms,omitempty"`
}

// reportStep shows a step as soon as it is done.
func (s *Session) reportStep(step diagnose.Step) {
	if s.renderer.Format == render.JSON {
		s.sayJSON(stepLine{
			step.Layer, step.Status, s.secrets.MaskString(step.Detail), s.secrets.MaskString(step.Advice), float64(step.Elapsed.Microseconds()) / 1000,
		})
		return
	}
	status := string(step.Status)
	switch step.Status {
	case diagnose.OK:
		status = "OK"
	case diagnose.Failed:
		status = "FAILED"
	}
	line := fmt.Sprintf("%-8s %-11s %s", status, step.Layer, render.GateLine(step.Detail))
	if step.Elapsed > 0 {
		line += " · " + render.Elapsed(step.Elapsed)
	}
	if step.Advice != "" {
		line += "\n" + strings.Repeat(" ", 9) + "→ " + render.GateLine(step.Advice)
	}
	s.Say(line + "\n")
}

// verdict is the last line of a diagnosis.
func (s *Session) verdict(err error) {
	status := ExitStatus(err)
	if s.renderer.Format == render.JSON {
		s.sayJSON(map[string]any{"verdict": verdictText(status), "exit": status})
		return
	}
	s.Say(verdictText(status) + "\n")
}

// verdictText says which layer says no.
func verdictText(status int) string {
	switch status {
	case StatusOK:
		return "all layers work"
	case StatusNetwork:
		return "the network says no: nothing above it was tried"
	case StatusTLS:
		return "TLS says no"
	case StatusAuth:
		return "the network and TLS work; login says no"
	case StatusSafety:
		return "the network works; the shell refuses to send the secret this way"
	case StatusInterrupted:
		return "interrupted"
	}
	return "the session says no"
}

func (s *Session) sayJSON(v any) {
	b, err := json.Marshal(v)
	if err != nil { // only strings and numbers go in
		return
	}
	s.Echo(string(b))
}
