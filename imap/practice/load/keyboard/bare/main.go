// Command bare is the least a Go program can do before it prompts: nothing,
// or, given an address, connect and log in. The prober compares the shell's
// start with it.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
)

func main() {
	if len(os.Args) > 1 {
		if err := login(os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, "bare:", err)
			os.Exit(1)
		}
	}
	for in := bufio.NewScanner(os.Stdin); prompt() && in.Scan(); {
	}
}

func prompt() bool {
	_, err := fmt.Print("bare> ")
	return err == nil
}

// login logs in to a load server.
func login(address string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	r := bufio.NewReader(conn)
	if _, err := r.ReadString('\n'); err != nil {
		return err
	}
	if _, err := fmt.Fprint(conn, "a LOGIN u p\r\n"); err != nil {
		return err
	}
	line, err := r.ReadString('\n')
	if err == nil && !strings.HasPrefix(line, "a OK") {
		err = fmt.Errorf("the server said %q", line)
	}
	return err
}
