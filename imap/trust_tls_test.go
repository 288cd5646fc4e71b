package imap_test

import (
	"context"
	"crypto/tls"
	"testing"

	"imapsh/imap"
	"imapsh/imap/certificate/certificatetest"
	"imapsh/imap/practice"
)

func TestT14_WhatWasLearntInTheClearIsForgotten(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "a test's authority")
	leaf := ca.Issue(t, certificatetest.Leaf{Names: []string{"mail.example"}})
	peer, _ := practice.Script{
		practice.Send("* OK [CAPABILITY IMAP4rev1 STARTTLS XEVIL] hi\r\n"), practice.Expect(`\S+ STARTTLS`),
		practice.Send("* LIST () \"/\" planted\r\n* OK [ALERT] planted\r\n$tag OK go\r\n"),
		practice.StartTLS(&tls.Config{Certificates: []tls.Certificate{leaf}}),
		practice.Expect(`\S+ CAPABILITY`), practice.Send("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n$tag OK done\r\n"), practice.Silence(),
	}.Pipe()
	c, err := imap.New(context.Background(), peer, imap.Options{TLS: &tls.Config{ServerName: "mail.example", RootCAs: ca.Pool}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Do(t.Context(), imap.StartTLS(), nil); err != nil {
		t.Fatal(err)
	}
	if c.Has("XEVIL") || !c.Has("AUTH=PLAIN") {
		t.Errorf("capabilities are %v", c.Capabilities())
	}
	if names := c.StoredNames(); names["LIST"] > 0 || names["ALERT"] > 0 {
		t.Errorf("stored are %v", names)
	}
}
