// Package lineedit is the keyboard and the terminal: it reads one line at a time
// from a person, with completion, hints, colours, history and search, and prints
// above the line that is being typed. It knows nothing of IMAP; what can stand
// where comes in through the functions of Config.
//
// It never interprets a line, never stores one, never writes what a server said
// without its gate, and never draws on anything but a terminal that can be drawn
// on: with TERM=dumb, and off a terminal, it reads plain lines.
//
// # The cage
//
// This is the only importer of github.com/chzyer/readline, whose last release is
// frozen and has faults that would reach users. Its loop takes the keys and keeps
// the line: typed characters, Enter, Ctrl-C and the end of input are its own. What
// stands at its two ends is ours:
//
//   - input stands where its standard input was. It hands readline one key at a
//     time, and none while no line is being read, so that nothing is read ahead
//     that belongs to a password, an editor or another program;
//   - readline is told that it is not on a terminal, so that it draws nothing. The
//     screen is drawn by package screen from its Listener, once a key. Its own
//     drawing cannot be repaired from outside: it clears and writes the whole line
//     with every key (two writes, O(n²) for a paste), and its way back to the
//     cursor counts characters where it must count columns as soon as a line with
//     wide characters wraps;
//   - its completer, search, history, kills, password mode and suspend are never
//     reached: keys for those come to it as one private character that stands for
//     "a key of ours", which the Listener takes out again and acts upon.
//
// # Who runs where
//
// Readline's two goroutines and the caller of ReadLine take turns; keyboard is
// theirs alone. What Print, SetPrompt and a change of size need to draw the line
// again is terminal.view, under terminal.mu. The functions of Config are called
// with no lock held and may call Print and Update.
package lineedit
