package lineedit

// AskSecret is [Editor.ReadSecret] for a program that has no editor, such as a
// script: it asks on the controlling terminal, or fails with [ErrNoTerminal].
// The caller has made the prompt harmless.
func AskSecret(prompt string) (string, error) { return readSecret(prompt, func(*tty) {}) }
