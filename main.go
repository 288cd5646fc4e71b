// Command imapsh is an interactive shell for IMAP.
package main

func main() {}
