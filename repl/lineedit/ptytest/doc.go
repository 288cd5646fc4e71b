// Package ptytest runs a program in a terminal of its own, for tests: it presses
// keys as a person would, and waits for the screen to show what it should. It
// never sleeps: a test that passes is as fast as the program.
package ptytest
