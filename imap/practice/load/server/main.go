// Command server runs the load server on loopback, on ports the system
// chooses, and prints where: a line "imap ADDRESS" and a line "imaps ADDRESS".
// It ends when its standard input does, so that it never outlives who started it.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"net"
	"os"

	"imapsh/imap/practice/load"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address of the plain port")
	secure := flag.String("listen-tls", "127.0.0.1:0", "address of the TLS port")
	certFile := flag.String("cert", "", "write the server's certificate to this file, for clients that verify")
	flag.Parse()
	if err := run(*listen, *secure, *certFile); err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
}

func run(listen, secure, certFile string) error {
	certificate, pem, err := load.Certificate()
	if err != nil {
		return err
	}
	if certFile != "" {
		if err := os.WriteFile(certFile, pem, 0o600); err != nil {
			return err
		}
	}
	plain, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	encrypted, err := tls.Listen("tcp", secure, &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		return err
	}
	fmt.Println("imap", plain.Addr())
	fmt.Println("imaps", encrypted.Addr())

	var server load.Server
	go server.Serve(plain)
	go server.Serve(encrypted)
	_, err = io.Copy(io.Discard, os.Stdin)
	server.Close()
	return err
}
