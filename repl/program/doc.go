// Package program tests imapsh as its users meet it: the program that was built, with
// scripts, in pipes and in terminals, on the practice server and on Dovecot. It holds
// nothing but tests.
package program
