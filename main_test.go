package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain puts this test binary into the PATH as imapsh: tests run the whole
// program, in scripts and in terminals.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"imapsh": main, "measured": measured})
}
