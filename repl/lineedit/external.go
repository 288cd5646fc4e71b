package lineedit

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
)

// editOutside is Ctrl-X Ctrl-E: the line is edited in $VISUAL or $EDITOR and comes
// back to be looked at; nothing runs by itself.
func (k *keyboard) editOutside() {
	k.leave(false)
	text, err := k.editFile(k.line.text)
	if err != nil {
		k.note = k.cfg.Gate(err.Error())
	} else {
		k.line.set(clean(text))
	}
	k.back()
}

// editFile lets the person edit text in a file that only they can read, and that
// is removed afterwards.
func (t *terminal) editFile(text string) (string, error) {
	f, err := os.CreateTemp("", "imapsh-*.txt") // 0600
	if err != nil {
		return "", fmt.Errorf("cannot edit the line: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text + "\n")
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("cannot edit the line: %w", err)
	}
	editor := t.editor()
	cmd := exec.Command("/bin/sh", "-c", editor+` "$@"`, editor, f.Name())
	if runtime.GOOS == "windows" {
		words := append(strings.Fields(editor), f.Name())
		cmd = exec.Command(words[0], words[1:]...)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = t.cfg.In, t.out, t.out
	if err := runUndisturbed(cmd); err != nil {
		return "", fmt.Errorf("%s: %w; the line is unchanged", editor, err)
	}
	b, err := os.ReadFile(f.Name())
	if err != nil {
		return "", fmt.Errorf("cannot read the line back: %w", err)
	}
	return strings.TrimSuffix(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n"), nil
}

func (t *terminal) editor() string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if e := strings.TrimSpace(t.cfg.Getenv(name)); e != "" {
			return e
		}
	}
	if runtime.GOOS == "windows" {
		return "notepad"
	}
	return "vi"
}

// runUndisturbed runs a program in the foreground: Ctrl-C there is meant for it.
func runUndisturbed(cmd *exec.Cmd) error {
	ignored := make(chan os.Signal, 1)
	signal.Notify(ignored, os.Interrupt)
	defer signal.Stop(ignored)
	return cmd.Run()
}
